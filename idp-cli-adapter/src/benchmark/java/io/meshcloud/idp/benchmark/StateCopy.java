package io.meshcloud.idp.benchmark;

import java.nio.file.Path;

/**
 * The generated state repository, copied for one contestant: all begin with the same, and none pays for what another
 * wrote. A benchmark that loses updates is worth nothing, so whoever wrote to it has to prove that it did not.
 */
final class StateCopy {
    static final String BRANCH = "refs/heads/main";

    private final Programs programs;
    private final Path repository;
    private final String url;
    private final long before;

    /**
     * @param repository the copy, served at the URL
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

    /** The commit that the branch is at. */
    String tip() {
        return programs.git(repository, "rev-parse", BRANCH).printed().strip();
    }

    /**
     * Checks that every update is one commit of the branch and that the repository is sound.
     *
     * @param updates how many were reported as done
     * @throws IllegalStateException if not
     */
    void requireCommits(long updates) {
        long found = commits() - before;
        if (found != updates) {
            throw new IllegalStateException(
                    repository + " has " + found + " new commits, but " + updates + " updates were reported");
        }
        var complaints = programs.git(repository, "fsck", "--strict", "--no-dangling", "--no-progress")
                .printed();
        if (!complaints.isBlank()) {
            throw new IllegalStateException(repository + " is not sound:\n" + complaints);
        }
    }

    private long commits() {
        return Long.parseLong(programs.git(repository, "rev-list", "--count", BRANCH)
                .printed()
                .strip());
    }
}
