// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
 * {@link #generation()} and {@link #isOurs()} require the cache's {@link CacheLock}.
 */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);

    private static final String FORMAT = "3 ";

    private final Path folder;
    private final CacheOwner owner;
    private final CacheContents contents;

    CacheFolder(Path folder) {
        this.folder = folder;
        this.owner = new CacheOwner(folder);
        this.contents = new CacheContents(folder, owner.isKnown());
    }

    Path path() {
        return folder;
    }

    /** Distinguishes this cache from one that was recreated at the same place; empty if there is none. */
    Optional<String> generation() throws IOException {
        try {
            // Damaged content may be invalid UTF-8, and must not prevent recreation.
            var name = Files.readString(folder.resolve(CacheContents.MARKER), StandardCharsets.ISO_8859_1);
            return Optional.of(name).filter(text -> text.startsWith(FORMAT));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Creates an empty cache if there is no intact one of ours, and returns its generation.
     *
     * @throws IdpException {@link ProblemCode#CACHE_NOT_TRUSTED} if another user controls the folder
     */
    String prepare() throws IOException {
        owner.requireOurs();
        if (contents.areOurs()) {
            var name = generation();
            if (name.isPresent()) {
                removeStaleLocks();
                return name.get();
            }
        }
        delete();
        create();
        var fresh = FORMAT + UUID.randomUUID();
        Files.writeString(folder.resolve(CacheContents.MARKER), fresh);
        LOG.debug("created a cache in {}", folder);
        return fresh;
    }

    /**
     * Opens the cache.
     *
     * @throws IOException if there is none, or if it is not as idp and git leave it
     */
    Repository open() throws IOException {
        requireOurs();
        return new CheckedRepository(folder, folder.resolve(Constants.OBJECTS));
    }

    /** The same without checks of what is read, which would slow down packing. */
    Repository openForUpkeep() throws IOException {
        requireOurs();
        return new RepositoryBuilder()
                .setGitDir(folder.toFile())
                .setBare()
                .setMustExist(true)
                .build();
    }

    /**
     * Whether there is a cache as idp and git leave it. Needs no lock.
     *
     * @throws IdpException {@link ProblemCode#CACHE_NOT_TRUSTED} if another user controls the folder
     */
    boolean isOurs() throws IOException {
        owner.requireOurs();
        return contents.areOurs();
    }

    private void requireOurs() throws IOException {
        if (!isOurs()) {
            throw new IOException("the cache was changed by something other than idp");
        }
    }

    /** Whether all packs and their indexes are as they were written. Reads all of them. */
    boolean hasIntactPacks() {
        try (var files = Files.newDirectoryStream(folder.resolve("objects/pack"), "*.{pack,idx}")) {
            for (var file : files) {
                if (!ChecksumTrailer.matches(file)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // There may also be a folder in place of a file.
            return false;
        }
    }

    void delete() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        LOG.info("deleting the cache in {}", folder);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder.resolve(CacheContents.MARKER));
        }
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
        Files.writeString(folder.resolve(Constants.HEAD), CacheContents.HEAD);
        Files.writeString(folder.resolve(Constants.CONFIG), CacheContents.SETTINGS);
    }

    private void createPrivate() throws IOException {
        if (owner.isKnown()) {
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

    /** Removes unfinished packs. Call it only when no other process can be writing a pack, in a fetch or in upkeep. */
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

    static boolean isLock(String name) {
        return name.endsWith(Constants.LOCK_SUFFIX);
    }

    static boolean isHalfWritten(String name) {
        return name.endsWith(".keep")
                || name.equals("gc.pid")
                || name.startsWith("incoming_")
                || name.startsWith("insert_")
                || name.startsWith("noz")
                || name.startsWith("gc_")
                || name.startsWith("commit_")
                || name.startsWith("tmp_")
                || name.startsWith(".tmp-")
                || name.equals("commit-graph.lock");
    }
}
