// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache's commit-graph. JGit does not verify its checksum, and a damaged one would hide commits from history,
 * including the release that a rollback returns to. So each new version of the file is verified, and deleted if
 * damaged. Thread-safe.
 */
final class CommitGraphFile {
    private static final Logger LOG = LoggerFactory.getLogger(CommitGraphFile.class);
    private static final String PATH = Constants.OBJECTS + "/" + Constants.INFO_COMMIT_GRAPH;

    private final Path file;
    private volatile @Nullable State checked;

    private record State(
            FileTime modified, long size, @Nullable Object key) {}

    /** The commit-graph of a repository's folder, which may not exist. */
    CommitGraphFile(Path repository) {
        this.file = in(repository);
    }

    /** The path of the commit-graph in a repository's folder. */
    static Path in(Path repository) {
        return repository.resolve(PATH);
    }

    /** Deletes the file if it is damaged. */
    void deleteIfDamaged() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var now = new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            if (now.equals(checked)) {
                return;
            }
            if (ChecksumTrailer.matches(file)) {
                checked = now;
            } else {
                LOG.info("removing {}, which is damaged", file);
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.trace("there is no {}", file);
        }
    }
}
