// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.json;

/**
 * Content is not in the expected form. The reason continues a sentence that starts with the name of the content, and
 * never quotes it; the caller, which knows that name, turns it into a problem.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String why) {
        super(why);
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
