// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import java.util.Objects;

/**
 * What a change does to one path. A path that is a folder, or is below something that is not a folder, cannot be
 * edited: the whole commit fails, see {@link StateRepository#commit}. So a file never replaces a folder or the other
 * way round unless an earlier change deleted what was there.
 */
public sealed interface FileEdit {
    StatePath path();

    /**
     * Writes a regular file with these bytes. It replaces a file or a symbolic link at the path; folders on the way are
     * created.
     */
    record Put(StatePath path, Bytes bytes) implements FileEdit {
        public Put {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(bytes, "bytes");
        }
    }

    /** Removes a file or a symbolic link, and the folders that become empty. A path without a file stays as it is. */
    record Delete(StatePath path) implements FileEdit {
        public Delete {
            Objects.requireNonNull(path, "path");
        }
    }
}
