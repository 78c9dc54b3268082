package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import java.util.Objects;

/** What a change does to one path. */
public sealed interface FileEdit {
    StatePath path();

    /** The file has these bytes afterwards, as a regular non-executable file, whatever was there. */
    record Put(StatePath path, Bytes bytes) implements FileEdit {
        public Put {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(bytes, "bytes");
        }
    }

    /** Nothing is there afterwards; folders that become empty vanish. */
    record Delete(StatePath path) implements FileEdit {
        public Delete {
            Objects.requireNonNull(path, "path");
        }
    }
}
