// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import org.jspecify.annotations.Nullable;

/** Reads one node as a value; null if it has reported a finding. */
@FunctionalInterface
interface Reader<T> {
    @Nullable
    T read(Slot slot);

    /** Reads a group of fields as a value. */
    @FunctionalInterface
    interface OfFields<T> {
        @Nullable
        T read(Fields fields);
    }
}
