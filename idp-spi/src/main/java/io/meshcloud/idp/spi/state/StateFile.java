package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.Objects;
import java.util.Optional;

/** What lies at a path of a snapshot. */
public sealed interface StateFile {

    /** The bytes, if it is a regular file that was read. */
    default Optional<Bytes> regularBytes() {
        return Optional.empty();
    }

    /** A regular file. */
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
     * Something that is not followed or opened: a symbolic link, a submodule, a folder.
     *
     * @param description for the problem's sentence, such as {@code a symbolic link}
     */
    record NotRegular(String description) implements StateFile {
        public NotRegular {
            Objects.requireNonNull(description, "description");
        }
    }

    /**
     * A regular file over the snapshot's size cap; its bytes were not read.
     *
     * @param size in bytes
     */
    record TooLarge(long size) implements StateFile {}
}
