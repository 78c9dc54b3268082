// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.spi.state.CommitIdentity;
import java.time.Instant;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** The people of a commit. A name that Git cannot read, which only a commit made by hand has, is empty. */
final class CommitPeople {
    private CommitPeople() {}

    static CommitIdentity author(RevCommit commit) {
        return identity(commit.getAuthorIdent());
    }

    static CommitIdentity committer(RevCommit commit) {
        return identity(commit.getCommitterIdent());
    }

    /** The committer's time; 1970 if Git cannot read it. */
    static Instant committedAt(RevCommit commit) {
        var committer = commit.getCommitterIdent();
        return committer == null ? Instant.EPOCH : committer.getWhenAsInstant();
    }

    private static CommitIdentity identity(@Nullable PersonIdent person) {
        return person == null
                ? new CommitIdentity("", "")
                : new CommitIdentity(person.getName(), person.getEmailAddress());
    }
}
