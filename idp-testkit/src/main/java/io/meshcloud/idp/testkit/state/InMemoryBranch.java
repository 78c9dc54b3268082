// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitSignature;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The remote branch that several instances of {@link InMemoryStateRepository} share. Safe for use by many threads. */
final class InMemoryBranch {
    private final Map<StatePath, Problem> refused = new HashMap<>();
    private final Map<CommitId, CommitSignature> signatures = new HashMap<>();
    private @Nullable InMemoryCommit tip;

    synchronized @Nullable InMemoryCommit tip() {
        return tip;
    }

    /** Moves the branch to {@code next} if it is at {@code expected}; returns whether it was. */
    synchronized boolean swap(@Nullable InMemoryCommit expected, InMemoryCommit next) {
        if (!Objects.equals(tip, expected)) {
            return false;
        }
        tip = next;
        return true;
    }

    /** Adds a commit on top of the branch, without comparing. */
    synchronized InMemoryCommit append(Function<@Nullable InMemoryCommit, InMemoryCommit> next) {
        var appended = next.apply(tip);
        tip = appended;
        return appended;
    }

    /** Drops the newest commits. */
    synchronized void drop(int count) {
        for (int i = 0; i < count && tip != null; i++) {
            tip = tip.parent();
        }
    }

    synchronized void refuse(StatePath path, Problem problem) {
        refused.put(path, problem);
    }

    synchronized void requireAllowed(Change change) {
        for (var edit : change.edits()) {
            var problem = refused.get(edit.path());
            if (problem != null) {
                throw problem.asException();
            }
        }
    }

    synchronized void sign(CommitId commit, CommitSignature signature) {
        signatures.put(commit, signature);
    }

    synchronized CommitSignature signature(CommitId commit) {
        return signatures.getOrDefault(commit, new CommitSignature.None());
    }
}
