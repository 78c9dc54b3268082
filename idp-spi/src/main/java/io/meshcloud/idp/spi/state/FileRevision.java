package io.meshcloud.idp.spi.state;

import java.time.Instant;
import java.util.Objects;

/**
 * One commit that changed a file, as history tells it.
 *
 * @param commit which
 * @param at the committer's time
 * @param committer name and e-mail address as in Git, {@code Name <mail>}
 * @param message the whole message
 * @param file what lay at the path after it
 */
public record FileRevision(CommitId commit, Instant at, String committer, String message, StateFile file) {
    public FileRevision {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(committer, "committer");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(file, "file");
    }
}
