package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What came of a request that changes files other than by a release: create, apply, configure, hold, resume, retire,
 * init. A broken world (Git or the registry down) is an exception instead.
 */
public sealed interface ChangeOutcome {
    /** What the request was about: an environment's address, or {@code platform}. */
    String subject();

    /** What should be known, in the order in which it was noticed. */
    List<Warning> warnings();

    <R> R match(
            Function<? super Changed, R> changed,
            Function<? super Unchanged, R> unchanged,
            Function<? super Rejected, R> rejected,
            Function<? super Planned, R> planned);

    /** The same with more to be known. */
    default ChangeOutcome with(List<Warning> more) {
        var all = Stream.concat(warnings().stream(), more.stream()).toList();
        return match(
                it -> new Changed(it.subject, it.commits, it.files, all),
                it -> new Unchanged(it.subject, it.note, all),
                it -> new Rejected(it.subject, it.problem, all),
                it -> new Planned(it.subject, it.files, all));
    }

    /**
     * It is on the branch.
     *
     * @param commits in their order, all of one push
     * @param files what became of each file
     */
    record Changed(String subject, List<CommitId> commits, List<FileChange> files, List<Warning> warnings)
            implements ChangeOutcome {
        public Changed {
            Objects.requireNonNull(subject, "subject");
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
     * Everything is as wanted already; nothing was written.
     *
     * @param note why there was nothing to do
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

    /** A rule refuses it; nothing was written. */
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
     * What a dry run would write.
     *
     * @param files with their bytes before and after, in the order of the commits
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
