// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The value of a field, as far as it could be read.
 *
 * @param content null if the field is absent or could not be read
 * @param pointer the path of the field
 */
record Value<T>(@Nullable T content, String pointer) {
    /** The content of a required field. Only called if no finding was reported. */
    T get() {
        if (content == null) {
            throw new IllegalStateException(pointer + " was not read, and no finding says why");
        }
        return content;
    }

    T or(T absent) {
        return content == null ? absent : content;
    }

    <R> @Nullable R map(Function<T, R> function) {
        return content == null ? null : function.apply(content);
    }

    void ifRead(Consumer<T> action) {
        if (content != null) {
            action.accept(content);
        }
    }
}
