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
 * The files of a cache: a bare repository of ours, made by whoever finds none and thrown away by whoever finds it
 * broken. All methods but {@link #name()} want the cache's {@link CacheLock}.
 */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);

    /** Written last and deleted first: without it a folder is no finished cache. Its text names this very one. */
    private static final String MARKER = "idp-cache";

    private static final String FORMAT = "2 ";

    private final Path folder;

    CacheFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** What tells this cache from one that was made anew at the same place; empty if there is none. */
    Optional<String> name() throws IOException {
        try {
            // Garbage may be no UTF-8 at all, and must not be in the way of making it anew.
            var name = Files.readString(folder.resolve(MARKER), StandardCharsets.ISO_8859_1);
            return Optional.of(name).filter(text -> text.startsWith(FORMAT));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes an empty cache where there is none, and leaves a good one alone. */
    String prepare() throws IOException {
        var name = name();
        if (name.isPresent() && Files.isRegularFile(folder.resolve(Constants.HEAD))) {
            removeLeftLocks();
            return name.get();
        }
        throwAway();
        create();
        var fresh = FORMAT + UUID.randomUUID();
        Files.writeString(folder.resolve(MARKER), fresh);
        LOG.debug("made a cache in {}", folder);
        return fresh;
    }

    Repository open() throws IOException {
        return new RepositoryBuilder()
                .setGitDir(folder.toFile())
                .setBare()
                .setMustExist(true)
                .build();
    }

    void throwAway() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        LOG.info("throwing away the cache in {}", folder);
        Files.deleteIfExists(folder.resolve(MARKER));
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return goesOn(failure);
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
        for (var name : List.of("objects/info", "objects/pack", "refs/heads", "refs/tags")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve(Constants.HEAD), "ref: refs/heads/none\n");
        // No bitmaps: stale ones make a push slow. No search for differences: those that the server found are kept, and
        // looking for more takes processor and memory from releases.
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

    /** Locks are taken only by whoever holds the cache's own, so what stands here was left by a process that is gone. */
    private void removeLeftLocks() throws IOException {
        remove(folder, 1, CacheFolder::isLock);
        remove(folder.resolve("refs"), Integer.MAX_VALUE, CacheFolder::isLock);
        remove(folder.resolve("objects/pack"), 1, CacheFolder::isLock);
        remove(folder.resolve("objects"), 1, CacheFolder::isLock);
    }

    /** Packs that were never finished. Only where nobody can be writing one: neither in a fetch nor in upkeep. */
    void removeHalfWritten() throws IOException {
        remove(folder, 1, CacheFolder::isHalfWritten);
        remove(folder.resolve("objects/pack"), 1, CacheFolder::isHalfWritten);
        remove(folder.resolve("objects/info"), 1, CacheFolder::isHalfWritten);
        remove(folder.resolve("objects"), 1, CacheFolder::isHalfWritten);
    }

    private static void remove(Path below, int depth, Predicate<String> left) throws IOException {
        if (!Files.isDirectory(below)) {
            return;
        }
        Files.walkFileTree(below, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && left.test(file.getFileName().toString())) {
                    LOG.info("removing {}, left by a process that was killed", file);
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return goesOn(failure);
            }
        });
    }

    /** A file may go away while its folder is listed: upkeep deletes old packs beside. */
    private static FileVisitResult goesOn(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private static boolean isLock(String name) {
        return name.endsWith(".lock");
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
