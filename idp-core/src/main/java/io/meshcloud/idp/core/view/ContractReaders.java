// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.ReadResult;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Strict readers for the two files of an environment.
 *
 * @param environment reads {@code app-env.yaml}
 * @param release reads {@code release.yaml}
 */
public record ContractReaders(
        BiFunction<String, Bytes, ReadResult<AppEnvironment>> environment,
        BiFunction<String, Bytes, ReadResult<AppRelease>> release) {
    /** Parses every file each time. */
    public static final ContractReaders UNCACHED =
            new ContractReaders(ContractFiles::readAppEnvironment, ContractFiles::readAppRelease);

    public ContractReaders {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(release, "release");
    }

    /**
     * New readers, each of which caches the file that it read last. Thread-safe. A release is decided when it is
     * prepared and again in the writer loop, nearly always on the same two files, so each request has readers of its
     * own.
     */
    public static ContractReaders caching() {
        return new ContractReaders(new CachingReader<>(UNCACHED.environment), new CachingReader<>(UNCACHED.release));
    }

    /** Caches the settings that it read last. Thread-safe. */
    static BiFunction<String, Bytes, ReadResult<Platform>> cachingPlatform() {
        return new CachingReader<>(ContractFiles::readPlatform);
    }

    /** Does not parse the same bytes twice in a row. It keeps only the file read last. Thread-safe. */
    private static final class CachingReader<T> implements BiFunction<String, Bytes, ReadResult<T>> {
        private final BiFunction<String, Bytes, ReadResult<T>> reader;
        private volatile @Nullable CachedFile<T> last;

        CachingReader(BiFunction<String, Bytes, ReadResult<T>> reader) {
            this.reader = reader;
        }

        @Override
        public ReadResult<T> apply(String name, Bytes bytes) {
            var cached = last;
            if (cached != null && cached.isOf(name, bytes)) {
                return cached.result;
            }
            var result = reader.apply(name, bytes);
            last = new CachedFile<>(name, bytes, result);
            return result;
        }
    }

    /** The name is part of the key because findings contain it. */
    private record CachedFile<T>(String name, Bytes bytes, ReadResult<T> result) {
        boolean isOf(String otherName, Bytes otherBytes) {
            return name.equals(otherName) && bytes.equals(otherBytes);
        }
    }
}
