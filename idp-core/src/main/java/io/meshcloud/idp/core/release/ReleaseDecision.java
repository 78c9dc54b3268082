package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.release.ReleaseOutcome.Details;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen on a request to release, on one state of the repository and one answer of the registry. Every case
 * tells which rules were applied.
 */
public sealed interface ReleaseDecision {
    Details details();

    /**
     * Decides: a function of its arguments and of nothing else.
     *
     * @param facts what the registry said; absent if it was not asked yet
     */
    static ReleaseDecision decide(
            EnvironmentView environment,
            ReleaseRequest request,
            @Nullable ImageFactsGathered facts,
            Platform platform,
            Instant now) {
        return new ReleaseRules(environment, request, facts, platform, now).decide();
    }

    /**
     * Write this release.
     *
     * @param previous what ran before
     * @param trailers what the commit says beside who and why
     */
    record Update(
            Details details, AppRelease release, @Nullable ImageReference previous, Map<TrailerKey, String> trailers)
            implements ReleaseDecision {
        public Update {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(release, "release");
            trailers = Map.copyOf(trailers);
        }
    }

    /**
     * An earlier attempt of the same request has done it.
     *
     * @param previous what ran before it
     * @param commit in which it was done
     */
    record Repeated(Details details, @Nullable ImageReference previous, CommitId commit) implements ReleaseDecision {
        public Repeated {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(commit, "commit");
        }
    }

    /** That digest runs. */
    record Unchanged(Details details) implements ReleaseDecision {
        public Unchanged {
            Objects.requireNonNull(details, "details");
        }
    }

    /** No. */
    record Rejected(Details details, Problem problem) implements ReleaseDecision {
        public Rejected {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(problem, "problem");
        }
    }

    /** It cannot be told before the registry answers this. */
    record Undecided(Details details, FactsNeeded needed) implements ReleaseDecision {
        public Undecided {
            Objects.requireNonNull(details, "details");
            Objects.requireNonNull(needed, "needed");
        }
    }
}
