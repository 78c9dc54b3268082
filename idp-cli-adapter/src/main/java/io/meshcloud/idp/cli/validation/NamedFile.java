// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import io.meshcloud.idp.cli.file.LocalFile;
import io.meshcloud.idp.contract.file.Bytes;
import java.nio.file.Path;

/**
 * A file on disk.
 *
 * @param name as the user knows it
 * @param path where it is
 */
record NamedFile(String name, Path path, Bytes bytes) {
    static NamedFile read(String name, Path path) {
        return new NamedFile(name, path, LocalFile.read(path));
    }
}
