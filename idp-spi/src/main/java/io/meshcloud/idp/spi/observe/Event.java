// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.observe;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a running idp. Times are of the clock of the process; durations do not depend on it. Dry
 * runs cause no events.
 */
public sealed interface Event {
    /** When it happened. */
    Instant at();

    /**
     * A release, promotion or rollback is on the branch.
     *
     * @param image what runs now
     * @param trigger who released
     * @param commit the commit of the release
     * @param pushed when the image was pushed to its registry; absent if the registry does not know. An image that was
     *     released by hand may have been pushed long before.
     */
    record Released(
            Instant at,
            EnvironmentAddress address,
            ImageReference image,
            Trigger trigger,
            CommitId commit,
            @Nullable Instant pushed)
            implements Event {
        public Released {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(trigger, "trigger");
            Objects.requireNonNull(commit, "commit");
        }
    }

    /**
     * The outcome of automation in an environment changed. Repeating the same outcome is not an event, so a registry
     * that fails in a thousand looks causes one event when the failure begins and one when it ends. In a new process,
     * each environment counts as {@link Outcome#GOOD}.
     *
     * @param problem why automation does not release; absent for {@link Outcome#GOOD} and {@link Outcome#HELD}
     */
    record OutcomeChanged(
            Instant at,
            EnvironmentAddress address,
            Outcome outcome,
            @Nullable Problem problem) implements Event {
        public OutcomeChanged {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /** The outcome of automation in an environment. */
    enum Outcome {
        /** The newest image runs, or automation no longer looks at the environment. */
        GOOD,
        /** Automation waits for the end of a freeze or of a stop. */
        HELD,
        /** A rule refuses the release. */
        REFUSED,
        /** Git or the registry cannot be used. */
        FAILED
    }

    /**
     * A push to the state repository ended.
     *
     * @param changes how many changes it carried, one commit each
     * @param took the time from the start of the push to its answer
     */
    record Pushed(Instant at, int changes, Duration took, PushResult result) implements Event {
        public Pushed {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(took, "took");
            Objects.requireNonNull(result, "result");
        }
    }

    /** The answer to a push. */
    enum PushResult {
        /** The changes are on the branch. */
        COMMITTED,
        /** Somebody else wrote first. Nothing was written, and each change is decided again. */
        CONFLICT,
        /** The push was refused, or its answer was lost. */
        FAILED
    }

    /**
     * A poll ended. A stopped poll is not reported. The time since the last one without a problem is the age of
     * the poll.
     *
     * @param took from its start to its end
     * @param environments how many environments it looked at
     * @param failed in how many of them Git or the registry could not be used
     * @param problem why the poll looked at no environment; absent if it did
     */
    record Polled(
            Instant at,
            Duration took,
            int environments,
            int failed,
            @Nullable Problem problem) implements Event {
        public Polled {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(took, "took");
        }
    }

    /**
     * The background fetcher asked the remote for the state of the branch.
     *
     * @param took from its start to its end
     * @param problem why the state could not be fetched; absent if it was
     */
    record Fetched(Instant at, Duration took, @Nullable Problem problem) implements Event {
        public Fetched {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(took, "took");
        }
    }

    /**
     * A robot account and its expiry, as the registry reported it to a request for the accounts of an environment.
     *
     * @param repository the repository that the account is for
     */
    record AccountSeen(Instant at, ImageRepository repository, RobotAccount account) implements Event {
        public AccountSeen {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(account, "account");
        }
    }

    /**
     * This observer missed events, because its queue was full.
     *
     * @param events how many, since the last report
     */
    record Missed(Instant at, long events) implements Event {
        public Missed {
            Objects.requireNonNull(at, "at");
        }
    }
}
