// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.Objects;
import java.util.Optional;

/** What is at a path of a snapshot. */
public sealed interface StateFile {

    /** The bytes of a {@link Regular} file; empty for everything else. */
    default Optional<Bytes> regularBytes() {
        return Optional.empty();
    }

    /**
     * A regular file.
     *
     * @param bytes exactly as stored, at most {@link Snapshot#MAX_FILE_SIZE}
     */
    record Regular(Bytes bytes) implements StateFile {
        public Regular {
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public Optional<Bytes> regularBytes() {
            return Optional.of(bytes);
        }
    }

    /** Nothing. */
    record Absent() implements StateFile {}

    /**
     * Something that is not opened or followed: a symbolic link, a submodule, a folder.
     *
     * @param description a noun for a problem's sentence, such as {@code a symbolic link}
     */
    record NotRegular(String description) implements StateFile {
        public NotRegular {
            Objects.requireNonNull(description, "description");
        }
    }

    /**
     * A regular file larger than {@link Snapshot#MAX_FILE_SIZE}; its bytes were not read.
     *
     * @param size in bytes
     */
    record TooLarge(long size) implements StateFile {}
}
