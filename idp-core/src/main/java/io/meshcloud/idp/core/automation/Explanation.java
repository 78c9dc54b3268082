// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.history.HistoryEntry;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why an environment runs its current image, and what would happen to it now.
 *
 * @param released the newest commit that changed its release; absent if it is not among the newest commits that are
 *     read
 * @param automation what automation would do at this moment
 * @param judged what automation decides about the listed tags; those that it could take come first
 * @param image the result of a dry run with the requested image; absent if no image was requested
 */
public record Explanation(
        @Nullable HistoryEntry released,
        Foreseen automation,
        List<JudgedImage> judged,
        @Nullable Foreseen image) {
    public Explanation {
        Objects.requireNonNull(automation, "automation");
        judged = List.copyOf(judged);
    }

    /** The first reason why a registry could not be asked; empty if all could be asked. */
    public Optional<Problem> failure() {
        return Stream.of(Optional.of(automation), Optional.ofNullable(image))
                .flatMap(Optional::stream)
                .flatMap(answer -> Optional.ofNullable(answer.failure()).stream())
                .findFirst();
    }

    /**
     * The result of a dry run.
     *
     * @param outcome with the rules that were applied; absent if the registry could not be asked
     * @param failure why the registry could not be asked; absent if there is an outcome
     */
    public record Foreseen(
            @Nullable ReleaseOutcome outcome, @Nullable Problem failure) {
        public Foreseen {
            if ((outcome == null) == (failure == null)) {
                throw new IllegalArgumentException("either an outcome or a failure");
            }
        }
    }
}
