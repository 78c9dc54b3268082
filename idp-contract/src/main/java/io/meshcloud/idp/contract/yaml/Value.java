package io.meshcloud.idp.contract.yaml;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a field holds, as far as it could be read.
 *
 * @param content null if the field is absent or was refused
 * @param pointer the field's path
 */
record Value<T>(@Nullable T content, String pointer) {
    /** The content of a field whose refusal would have been noted. */
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
