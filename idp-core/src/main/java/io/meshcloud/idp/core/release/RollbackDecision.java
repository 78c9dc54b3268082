package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.release.ReleaseOutcome.Details;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to happen on a request to roll back. */
sealed interface RollbackDecision {
    Details details();

    /**
     * Write this release.
     *
     * @param previous what ran before
     */
    record Update(
            Details details, AppRelease release, @Nullable ImageReference previous) implements RollbackDecision {
        public Update {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(release, "release");
        }
    }

    /**
     * An earlier attempt of the same request has done it.
     *
     * @param previous what ran before it
     * @param commit in which it was done
     */
    record Repeated(Details details, @Nullable ImageReference previous, CommitId commit) implements RollbackDecision {
        public Repeated {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(commit, "commit");
        }
    }

    /** That digest runs. */
    record Unchanged(Details details) implements RollbackDecision {}

    /** No. */
    record Rejected(Details details, Problem problem) implements RollbackDecision {}

    /** It cannot be told before the registry was asked this. */
    record Undecided(FactsNeeded needed) implements RollbackDecision {
        @Override
        public Details details() {
            throw new IllegalStateException("an open question has no details");
        }
    }
}
