package io.meshcloud.idp.git;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A folder that this user cannot write, until closed: by its permissions, or for root by a read-only mount. */
final class ReadOnlyFolder implements AutoCloseable {
    private final Path folder;
    private final boolean mounted;

    private ReadOnlyFolder(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static ReadOnlyFolder of(Path folder) throws IOException {
        setWritable(folder, false);
        if (!Files.isWritable(folder)) {
            return new ReadOnlyFolder(folder, false);
        }
        var path = folder.toString();
        if (!run("mount", "--bind", path, path)) {
            setWritable(folder, true);
            throw RealPart.notAllowed("this user can write everywhere and mount nothing");
        }
        if (!run("mount", "-o", "remount,ro,bind", path)) {
            run("umount", path);
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

    static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            run("umount", folder.toString());
        }
        setWritable(folder, true);
    }
}
