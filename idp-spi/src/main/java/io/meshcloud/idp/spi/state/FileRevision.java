// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.time.Instant;
import java.util.Objects;

/**
 * One commit that changed what is at a path, as {@link StateRepository#history} finds it.
 *
 * @param commit its id
 * @param at the committer's time
 * @param committer name and e-mail address as in Git, {@code Name <mail>}
 * @param message the whole message
 * @param file what was at the path after the commit
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
