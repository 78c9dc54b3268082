// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * A copy of the generated state repository for one contestant. All contestants start with the same repository, and none
 * is slowed down by the updates of another. After a row, {@link #requireCommits} checks that no update was lost.
 */
final class StateCopy {
    static final String BRANCH = "refs/heads/main";

    private final Programs programs;
    private final Path repository;
    private final String url;
    private final long before;

    /**
     * @param repository the copy, which the server serves at the URL
     */
    StateCopy(Programs programs, Path repository, String url) {
        this.programs = programs;
        this.repository = repository;
        this.url = url;
        this.before = commits();
    }

    Path repository() {
        return repository;
    }

    String url() {
        return url;
    }

    /** The current commit of the branch. */
    String tip() {
        return programs.git(repository, "rev-parse", BRANCH).printed().strip();
    }

    /** A commit of the branch. */
    record Logged(String commit, String subject) {}

    /** The commits of the branch after this one, the oldest first. */
    List<Logged> log(String after) {
        return programs.git(repository, "log", "--reverse", "--format=%H %s", after + ".." + BRANCH)
                .printed()
                .lines()
                .map(line -> line.split(" ", 2))
                .map(words -> new Logged(words[0], words[1]))
                .toList();
    }

    /**
     * Checks that every update is one commit of the branch and that the repository is sound.
     *
     * @param updates the number of updates that were reported as done
     * @throws IllegalStateException if updates were lost or the repository is corrupt
     */
    void requireCommits(long updates) {
        long found = commits() - before;
        if (found != updates) {
            throw new IllegalStateException(
                    repository + " has " + found + " new commits, but " + updates + " updates were reported");
        }
        var errors = programs.git(repository, "fsck", "--strict", "--no-dangling", "--no-progress")
                .printed();
        if (!errors.isBlank()) {
            throw new IllegalStateException(repository + " is corrupt:\n" + errors);
        }
    }

    private long commits() {
        return Long.parseLong(programs.git(repository, "rev-list", "--count", BRANCH)
                .printed()
                .strip());
    }
}
