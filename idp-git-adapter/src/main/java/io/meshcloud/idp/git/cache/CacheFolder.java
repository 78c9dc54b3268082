// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a cache: a bare repository that is created if missing and deleted if damaged. All methods except
 * {@link #generation()} require the cache's {@link CacheLock}.
 */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);

    /** The file that marks a complete cache: written last, deleted first. Its content identifies the generation. */
    private static final String MARKER = "idp-cache";

    private static final String FORMAT = "2 ";

    private final Path folder;

    CacheFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Distinguishes this cache from one that was recreated at the same place; empty if there is none. */
    Optional<String> generation() throws IOException {
        try {
            // Damaged content may be invalid UTF-8, and must not prevent recreation.
            var name = Files.readString(folder.resolve(MARKER), StandardCharsets.ISO_8859_1);
            return Optional.of(name).filter(text -> text.startsWith(FORMAT));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Creates an empty cache if there is no intact one, and returns its generation. */
    String prepare() throws IOException {
        var name = generation();
        if (name.isPresent() && Files.isRegularFile(folder.resolve(Constants.HEAD))) {
            removeStaleLocks();
            return name.get();
        }
        delete();
        create();
        var fresh = FORMAT + UUID.randomUUID();
        Files.writeString(folder.resolve(MARKER), fresh);
        LOG.debug("created a cache in {}", folder);
        return fresh;
    }

    Repository open() throws IOException {
        return new RepositoryBuilder()
                .setGitDir(folder.toFile())
                .setBare()
                .setMustExist(true)
                .build();
    }

    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        LOG.info("deleting the cache in {}", folder);
        Files.deleteIfExists(folder.resolve(MARKER));
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return ignoreMissing(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void create() throws IOException {
        createPrivate();
        for (var name : List.of("objects/info", "objects/pack", Constants.R_HEADS, Constants.R_TAGS)) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve(Constants.HEAD), "ref: " + Constants.R_HEADS + "none\n");
        // No bitmaps: outdated ones slow down a push. No delta search: the server's deltas are kept, and searching for
        // more takes processor and memory from releases.
        Files.writeString(folder.resolve(Constants.CONFIG), """
                [core]
                \trepositoryformatversion = 0
                \tbare = true
                \tcommitgraph = true
                [gc]
                \tauto = 0
                \tprunepackexpire = now
                \tpruneexpire = 1.day.ago
                \tpackrefs = false
                \twritecommitgraph = true
                \twritechangedpaths = true
                [pack]
                \tbuildbitmaps = false
                \tthreads = 1
                [protocol]
                \tversion = 2
                """);
    }

    private void createPrivate() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder, ownerOnly);
        } else {
            Files.createDirectories(folder);
        }
    }

    /**
     * Git's locks in the cache are taken only under the cache's own lock, so any lock found here is left over from a
     * killed process.
     */
    private void removeStaleLocks() throws IOException {
        remove(folder, 1, CacheFolder::isLock);
        remove(folder.resolve(Constants.R_REFS), Integer.MAX_VALUE, CacheFolder::isLock);
        remove(folder.resolve("objects/pack"), 1, CacheFolder::isLock);
        remove(folder.resolve(Constants.OBJECTS), 1, CacheFolder::isLock);
    }

    /** Removes unfinished packs. Only when no other process can be writing one, in a fetch or in upkeep. */
    void removeHalfWritten() throws IOException {
        remove(folder, 1, CacheFolder::isHalfWritten);
        remove(folder.resolve("objects/pack"), 1, CacheFolder::isHalfWritten);
        remove(folder.resolve("objects/info"), 1, CacheFolder::isHalfWritten);
        remove(folder.resolve(Constants.OBJECTS), 1, CacheFolder::isHalfWritten);
    }

    private static void remove(Path below, int depth, Predicate<String> leftover) throws IOException {
        if (!Files.isDirectory(below)) {
            return;
        }
        Files.walkFileTree(below, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()
                        && leftover.test(file.getFileName().toString())) {
                    LOG.info("removing {}, left by a process that was killed", file);
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return ignoreMissing(failure);
            }
        });
    }

    /** Upkeep may delete old packs while a folder is being listed. */
    private static FileVisitResult ignoreMissing(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private static boolean isLock(String name) {
        return name.endsWith(Constants.LOCK_SUFFIX);
    }

    private static boolean isHalfWritten(String name) {
        return name.endsWith(".keep")
                || name.equals("gc.pid")
                || name.startsWith("incoming_")
                || name.startsWith("gc_")
                || name.startsWith("commit_")
                || name.startsWith("tmp_")
                || name.startsWith(".tmp-")
                || name.equals("commit-graph.lock");
    }
}
