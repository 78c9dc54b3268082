package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.ReadResult;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A reader of files that does not read the same bytes twice in a row. It holds the file read last and no other. Safe for
 * many threads.
 *
 * @param <T> what the files hold
 */
final class RememberingReader<T> implements BiFunction<String, Bytes, ReadResult<T>> {
    private final BiFunction<String, Bytes, ReadResult<T>> reader;
    private volatile @Nullable Read<T> last;

    RememberingReader(BiFunction<String, Bytes, ReadResult<T>> reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    /** Findings name the file, so its name is part of what was asked. */
    private record Read<T>(String name, Bytes bytes, ReadResult<T> result) {
        boolean isOf(String otherName, Bytes otherBytes) {
            return name.equals(otherName) && bytes.equals(otherBytes);
        }
    }

    @Override
    public ReadResult<T> apply(String name, Bytes bytes) {
        var before = last;
        if (before != null && before.isOf(name, bytes)) {
            return before.result;
        }
        var result = reader.apply(name, bytes);
        last = new Read<>(name, bytes, result);
        return result;
    }
}
