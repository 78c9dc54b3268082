// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;

/**
 * What idp and git write into a cache. A folder with anything else was made or changed by somebody else: another
 * {@code config}, hooks, {@code objects/info/alternates}, {@code info/attributes}, {@code commondir} or a symbolic link
 * could start programs or make git read and write elsewhere. So only known names are accepted.
 *
 * <p>Source: Git's {@code gitrepository-layout}.
 */
final class CacheContents {
    /**
     * The cache's {@code config}. No bitmaps: outdated ones slow down a push. No delta search: the server's deltas are
     * kept, and searching for more takes processor and memory from releases.
     */
    static final String SETTINGS = """
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
            """;

    /** The cache's {@code HEAD}, which names no branch. */
    static final String HEAD = "ref: " + Constants.R_HEADS + "none\n";

    /** The file that marks a complete cache: written last, deleted first. Its content identifies the generation. */
    static final String MARKER = "idp-cache";

    private static final Set<String> FILES = Set.of(
            MARKER,
            Constants.HEAD,
            Constants.CONFIG,
            Constants.SHALLOW,
            Constants.PACKED_REFS,
            "FETCH_HEAD",
            "gc.log",
            "gc.pid",
            "info/refs",
            "objects/info/packs",
            "objects/info/commit-graph");

    private static final Set<String> FOLDERS = Set.of(
            Constants.OBJECTS,
            "objects/info",
            "objects/pack",
            "objects/info/commit-graphs",
            "info",
            "refs",
            "refs/heads",
            "refs/tags",
            "refs/idp");

    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;
    private final boolean permissionsKnown;

    CacheContents(Path folder, boolean permissionsKnown) {
        this.folder = folder;
        this.permissionsKnown = permissionsKnown;
    }

    /** Whether the folder is as idp and git leave a cache. */
    boolean areOurs() throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && (!permissionsKnown
                        || Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                                .equals(OWNER_ONLY))
                && contains(Constants.CONFIG, SETTINGS)
                && contains(Constants.HEAD, HEAD)
                && hasKnownNamesOnly()
                && ShallowFile.isReadable(folder.resolve(Constants.SHALLOW));
    }

    private boolean contains(String name, String text) throws IOException {
        var file = folder.resolve(name);
        var expected = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Arrays.equals(in.readNBytes(expected.length + 1), expected);
        }
    }

    private boolean hasKnownNamesOnly() throws IOException {
        for (var below : List.of("", "info/", "objects/", "objects/info/", "refs/")) {
            var visit = new Visit(below);
            Files.walkFileTree(folder.resolve(below), Set.of(), 1, visit);
            if (visit.foundUnknown) {
                return false;
            }
        }
        return true;
    }

    /** Visits the entries of one folder. */
    private static final class Visit extends SimpleFileVisitor<Path> {
        private final String below;
        private boolean foundUnknown;

        Visit(String below) {
            this.below = below;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            var name = file.getFileName().toString();
            boolean known = attributes.isDirectory()
                    ? FOLDERS.contains(below + name) || isFolderOfObjects(name)
                    : attributes.isRegularFile() && (FILES.contains(below + name) || isTemporary(name));
            foundUnknown |= !known;
            return foundUnknown ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        /** Upkeep may delete files while a folder is being listed, and {@code info} need not exist. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        private boolean isFolderOfObjects(String name) {
            return below.equals("objects/")
                    && name.length() == 2
                    && name.chars().allMatch(Visit::isHex);
        }

        private static boolean isHex(int c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }

        private boolean isTemporary(String name) {
            return (below.isEmpty() && name.startsWith("idp-"))
                    || (below.endsWith("info/") && (name.startsWith("refs_") || name.startsWith("packs_")))
                    || name.startsWith(".probe-")
                    || CacheFolder.isLock(name)
                    || CacheFolder.isHalfWritten(name);
        }
    }
}
