package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.ReadResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A reader of files that does not read the same bytes twice in a row: a release is decided when it is prepared and again
 * in the writer loop, nearly always on the same files. It holds the files read last and no more. Safe for many threads.
 *
 * @param <T> what the files hold
 */
final class RememberingReader<T> implements BiFunction<String, Bytes, ReadResult<T>> {
    /** As many as wait for a push together. */
    private static final int MOST = 1_000;

    /** A file of the contract has two kilobytes; those that are much larger must not fill the heap. */
    private static final int LARGEST = 16 * 1024;

    private final BiFunction<String, Bytes, ReadResult<T>> reader;
    private final Map<Key, ReadResult<T>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ReadResult<T>> eldest) {
            return size() > MOST;
        }
    };

    RememberingReader(BiFunction<String, Bytes, ReadResult<T>> reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    /** Findings name the file, so its name is part of what was asked. */
    private record Key(String name, Bytes bytes) {}

    @Override
    public ReadResult<T> apply(String name, Bytes bytes) {
        var key = new Key(name, bytes);
        synchronized (known) {
            var before = known.get(key);
            if (before != null) {
                return before;
            }
        }
        var result = reader.apply(name, bytes);
        if (bytes.size() > LARGEST) {
            return result;
        }
        synchronized (known) {
            known.put(key, result);
        }
        return result;
    }
}
