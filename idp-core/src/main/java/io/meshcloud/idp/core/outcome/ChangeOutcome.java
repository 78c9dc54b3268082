// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The outcome of a request that changes files, except releases: create, apply, configure, hold, resume, retire, init,
 * stop, start. If Git or the registry is down, the request throws an exception instead.
 */
public sealed interface ChangeOutcome {
    /** The subject of the request: an environment's address, {@code platform} or {@code branch}. */
    String subject();

    /** Warnings, in the order in which they were found. */
    List<Warning> warnings();

    <R> R match(
            Function<? super Changed, R> changed,
            Function<? super Unchanged, R> unchanged,
            Function<? super Rejected, R> rejected,
            Function<? super Planned, R> planned);

    /** The same outcome with more warnings. */
    default ChangeOutcome with(List<Warning> more) {
        var all = Stream.concat(warnings().stream(), more.stream()).toList();
        return match(
                it -> new Changed(it.subject, it.commits, it.at, it.files, all),
                it -> new Unchanged(it.subject, it.note, all),
                it -> new Rejected(it.subject, it.problem, all),
                it -> new Planned(it.subject, it.files, all));
    }

    /** The outcome of a dry run in place of {@link Changed}; any other outcome stays as it is. */
    default ChangeOutcome asPlanned() {
        return this instanceof Changed changed ? new Planned(changed.subject, changed.files, changed.warnings) : this;
    }

    /**
     * The changes are on the branch.
     *
     * @param commits in their order, all of one push
     * @param at when they were made
     * @param files each file before and after, in the order of the commits
     */
    record Changed(String subject, List<CommitId> commits, Instant at, List<FileChange> files, List<Warning> warnings)
            implements ChangeOutcome {
        public Changed {
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(at, "at");
            commits = List.copyOf(commits);
            files = List.copyOf(files);
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> R match(
                Function<? super Changed, R> changed,
                Function<? super Unchanged, R> unchanged,
                Function<? super Rejected, R> rejected,
                Function<? super Planned, R> planned) {
            return changed.apply(this);
        }
    }

    /**
     * There was nothing to do; nothing was written.
     *
     * @param note the reason why there was nothing to do
     */
    record Unchanged(String subject, String note, List<Warning> warnings) implements ChangeOutcome {
        public Unchanged {
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(note, "note");
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> R match(
                Function<? super Changed, R> changed,
                Function<? super Unchanged, R> unchanged,
                Function<? super Rejected, R> rejected,
                Function<? super Planned, R> planned) {
            return unchanged.apply(this);
        }
    }

    /** A rule refuses the request; nothing was written. */
    record Rejected(String subject, Problem problem, List<Warning> warnings) implements ChangeOutcome {
        public Rejected {
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(problem, "problem");
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> R match(
                Function<? super Changed, R> changed,
                Function<? super Unchanged, R> unchanged,
                Function<? super Rejected, R> rejected,
                Function<? super Planned, R> planned) {
            return rejected.apply(this);
        }
    }

    /**
     * The changes that a dry run would write.
     *
     * @param files each file before and after, in the order of the commits
     */
    record Planned(String subject, List<FileChange> files, List<Warning> warnings) implements ChangeOutcome {
        public Planned {
            Objects.requireNonNull(subject, "subject");
            files = List.copyOf(files);
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> R match(
                Function<? super Changed, R> changed,
                Function<? super Unchanged, R> unchanged,
                Function<? super Rejected, R> rejected,
                Function<? super Planned, R> planned) {
            return planned.apply(this);
        }
    }
}
