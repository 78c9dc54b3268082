// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The folder of a demo. A demo writes to a folder that is new, empty or an earlier demo's, and removes only files of an
 * earlier demo. While a demo is running, no other one replaces it.
 */
final class DemoFolder implements AutoCloseable {
    static final String STATE = "state.git";
    static final String REGISTRY = "registry";
    static final String SETTINGS = "idp.yaml";
    static final String CONTRACT = "hello-api-dev.yaml";

    private static final String MARKER = ".idp-demo";
    private static final List<String> OWN = List.of(STATE, REGISTRY, SETTINGS, CONTRACT);

    private final Path folder;
    private final FileChannel marker;

    private DemoFolder(Path folder, FileChannel marker) {
        this.folder = folder;
        this.marker = marker;
    }

    /**
     * Makes the folder ready for a demo.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#DIRECTORY_NOT_EMPTY} if it
     *     contains files that no demo created, {@link ProblemCode#DIRECTORY_NOT_WRITABLE}
     */
    static DemoFolder prepare(Path folder) {
        try {
            if (Files.exists(folder) && !isEmptyFolder(folder) && !isEarlierDemo(folder)) {
                throw Problem.of(
                                ProblemCode.DIRECTORY_NOT_EMPTY,
                                "the folder contains files that no demo created",
                                folder.toString(),
                                "name a new or empty folder with --dir; a demo removes only its own files")
                        .asException();
            }
            Files.createDirectories(folder);
            var marker = mark(folder);
            for (var name : OWN) {
                remove(folder.resolve(name));
            }
            return new DemoFolder(folder, marker);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    /** Marks the folder as a demo's, and locks it until the channel is closed or the process ends. */
    private static FileChannel mark(Path folder) throws IOException {
        var marker = FileChannel.open(folder.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (marker.tryLock() != null) {
                marker.write(StandardCharsets.UTF_8.encode(
                        "This folder contains an idp demo; another demo may replace it.\n"));
                return marker;
            }
        } catch (OverlappingFileLockException e) {
            // The same answer as for another process's demo, below.
        } catch (IOException e) {
            marker.close();
            throw e;
        }
        marker.close();
        throw Problem.of(
                        ProblemCode.DIRECTORY_NOT_EMPTY,
                        "another demo is running in this folder",
                        folder.toString(),
                        "wait until it is done, or name another folder with --dir")
                .asException();
    }

    /** Unlocks the folder. */
    @Override
    public void close() {
        try {
            marker.close();
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    void write(String name, String text) {
        try {
            Files.writeString(resolve(name), text);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static boolean isEarlierDemo(Path folder) {
        return Files.isRegularFile(folder.resolve(MARKER), LinkOption.NOFOLLOW_LINKS);
    }

    /** Links are removed, not followed. */
    private static void remove(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static RuntimeException notWritable(Path folder, IOException cause) {
        return Problem.of(
                        ProblemCode.DIRECTORY_NOT_WRITABLE,
                        "the demo's folder cannot be written",
                        folder.toString(),
                        "name a folder with --dir that you can write to")
                .asException(cause);
    }
}
