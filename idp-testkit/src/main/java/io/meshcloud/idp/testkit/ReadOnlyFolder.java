// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A folder that this user cannot write until the object is closed. It uses permissions, or for root a read-only mount.
 */
public final class ReadOnlyFolder implements AutoCloseable {
    private final Path folder;
    private final boolean mounted;

    private ReadOnlyFolder(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    /** Skips the test if this user can write everywhere and cannot mount. */
    public static ReadOnlyFolder of(Path folder) throws IOException {
        setWritable(folder, false);
        if (!Files.isWritable(folder)) {
            return new ReadOnlyFolder(folder, false);
        }
        var path = folder.toString();
        if (!RealPart.succeeds("mount", "--bind", path, path)) {
            setWritable(folder, true);
            throw RealPart.notAllowed("this user can write everywhere and mount nothing");
        }
        if (!RealPart.succeeds("mount", "-o", "remount,ro,bind", path)) {
            RealPart.succeeds("umount", path);
            throw RealPart.notAllowed("a read-only mount is not allowed here");
        }
        return new ReadOnlyFolder(folder, true);
    }

    private static void setWritable(Path folder, boolean writable) throws IOException {
        var permissions = PosixFilePermissions.fromString(writable ? "rwxr-xr-x" : "r-xr-xr-x");
        List<Path> folders;
        try (var files = Files.walk(folder)) {
            folders = files.filter(Files::isDirectory).toList();
        }
        for (var each : folders) {
            Files.setPosixFilePermissions(each, permissions);
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            RealPart.succeeds("umount", folder.toString());
        }
        setWritable(folder, true);
    }
}
