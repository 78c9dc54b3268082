// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a release or a rollback: one more commit on the branch, or the reason why there is none. If Git or the
 * registry is down, the service throws an exception instead.
 */
public sealed interface ReleaseOutcome {
    Details details();

    default EnvironmentAddress address() {
        return details().address();
    }

    /** The image of the request, if it was determined. */
    default Optional<ImageReference> image() {
        return Optional.ofNullable(details().image());
    }

    default List<Warning> warnings() {
        return details().warnings();
    }

    /** How far a rollback goes back; empty for a release, and if no target was determined. */
    default Optional<RollbackDistance> distance() {
        return Optional.ofNullable(details().distance());
    }

    /** The rules that were applied, in their order. */
    default List<AppliedRule> trace() {
        return details().trace();
    }

    <R> R match(Cases<R> cases);

    /** One function for each case; a new case breaks every front end at compile time. */
    record Cases<R>(
            Function<? super Updated, R> updated,
            Function<? super Unchanged, R> unchanged,
            Function<? super Rejected, R> rejected,
            Function<? super Held, R> held,
            Function<? super Planned, R> planned) {}

    /**
     * What all cases contain.
     *
     * @param image absent if it was not determined
     * @param distance how far a rollback goes back; absent for a release, or if no target was determined
     */
    record Details(
            EnvironmentAddress address,
            @Nullable ImageReference image,
            @Nullable RollbackDistance distance,
            List<Warning> warnings,
            List<AppliedRule> trace) {
        public Details {
            Objects.requireNonNull(address, "address");
            warnings = List.copyOf(warnings);
            trace = List.copyOf(trace);
        }

        /** The same details for a rollback of this distance. */
        public Details over(RollbackDistance way) {
            return new Details(address, image, way, warnings, trace);
        }
    }

    /**
     * The change is on the branch.
     *
     * @param previous the image that ran before
     * @param commits the commit of the release, then that of a hold
     * @param at when they were made
     * @param files each file before and after, in the order of the commits
     */
    record Updated(
            Details details,
            @Nullable ImageReference previous,
            List<CommitId> commits,
            Instant at,
            List<FileChange> files)
            implements ReleaseOutcome {
        public Updated {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(at, "at");
            commits = List.copyOf(commits);
            files = List.copyOf(files);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.updated().apply(this);
        }
    }

    /**
     * The digest runs already; nothing was written. The image is the one on file, with the tag under which it was
     * released.
     */
    record Unchanged(Details details) implements ReleaseOutcome {
        public Unchanged {
            Objects.requireNonNull(details, "details");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unchanged().apply(this);
        }
    }

    /** A rule refuses the request; nothing was written. */
    record Rejected(Details details, Problem problem) implements ReleaseOutcome {
        public Rejected {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rejected().apply(this);
        }
    }

    /**
     * Automation waits because a freeze or a stop applies, which is not an error. A person's request is refused
     * instead.
     *
     * @param why one sentence
     */
    record Held(Details details, String why) implements ReleaseOutcome {
        public Held {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(why, "why");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.held().apply(this);
        }
    }

    /**
     * The change that a dry run would write.
     *
     * @param previous the running image
     * @param files each file before and after
     */
    record Planned(Details details, @Nullable ImageReference previous, List<FileChange> files)
            implements ReleaseOutcome {
        public Planned {
            Objects.requireNonNull(details, "details");
            files = List.copyOf(files);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.planned().apply(this);
        }
    }
}
