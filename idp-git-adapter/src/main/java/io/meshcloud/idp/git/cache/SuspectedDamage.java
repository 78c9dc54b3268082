// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;

/** A failure that looks like one of the server, but that a damaged cache may have caused, too. */
public final class SuspectedDamage extends IOException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException otherwise;

    /**
     * @param otherwise what to report if a fresh cache fails in the same way
     */
    public SuspectedDamage(RuntimeException otherwise) {
        super(otherwise.getMessage(), otherwise);
        this.otherwise = otherwise;
    }

    RuntimeException otherwise() {
        return otherwise;
    }
}
