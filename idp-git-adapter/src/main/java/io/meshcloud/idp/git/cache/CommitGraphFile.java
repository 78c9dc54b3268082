package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache's commit-graph, which JGit believes without looking at its checksum. A damaged one would hide commits from
 * history, and with them the release that a rollback goes back to; so it is checked whenever it is another one, and
 * removed if it is not whole. Safe for many threads.
 *
 * <p>Source: Git's {@code gitformat-commit-graph}, "Trailer".
 */
final class CommitGraphFile {
    private static final Logger LOG = LoggerFactory.getLogger(CommitGraphFile.class);
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private volatile @Nullable State checked;

    private record State(
            FileTime modified, long size, @Nullable Object key) {}

    /** The graph of a repository's folder, whether or not there is one. */
    CommitGraphFile(Path repository) {
        this.file = repository.resolve("objects/info/commit-graph");
    }

    /** Sees that JGit finds a whole one or none. */
    void check() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var now = new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            if (now.equals(checked)) {
                return;
            }
            if (isWhole()) {
                checked = now;
            } else {
                LOG.info("removing {}, which is damaged", file);
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.trace("there is no {}", file);
        }
    }

    private boolean isWhole() throws IOException {
        var digest = Constants.newMessageDigest();
        int trailer = digest.getDigestLength();
        try (var in = Files.newInputStream(file)) {
            var held = in.readNBytes(trailer);
            for (var next = in.readNBytes(BUFFER); next.length > 0; next = in.readNBytes(BUFFER)) {
                var both = Arrays.copyOf(held, held.length + next.length);
                System.arraycopy(next, 0, both, held.length, next.length);
                digest.update(both, 0, both.length - trailer);
                held = Arrays.copyOfRange(both, both.length - trailer, both.length);
            }
            return Arrays.equals(digest.digest(), held);
        }
    }
}
