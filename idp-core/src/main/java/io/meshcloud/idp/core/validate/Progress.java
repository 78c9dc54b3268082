// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

/** Receives the progress of a validation, on the validating thread. */
@FunctionalInterface
public interface Progress {
    void at(int done, int total);

    /** Ignores the progress. */
    static Progress silent() {
        return (done, total) -> {};
    }
}
