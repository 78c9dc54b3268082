// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ExplanationResult;
import io.meshcloud.idp.contract.wire.HistoryEntryView;
import io.meshcloud.idp.contract.wire.ProblemView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why an environment runs its image, as text: who released it, then each decision with its rules. */
public final class ExplanationText {
    private ExplanationText() {}

    /**
     * @param asked the requested image; absent if no image was requested
     */
    public static String of(ExplanationResult result, @Nullable String asked) {
        var text = new StringBuilder(released(result.released()));
        text.append('\n').append(decision("automation now", result.automation(), result.automationFailure(), true));
        if (!result.images().isEmpty()) {
            text.append('\n').append(ImagesText.table(result.images()));
            if (result.moreImages() > 0) {
                text.append("and ")
                        .append(result.moreImages())
                        .append(" more: idp images ")
                        .append(result.address())
                        .append('\n');
            }
        }
        if (asked != null) {
            text.append('\n').append(decision("release " + asked, result.image(), result.imageFailure(), true));
        }
        return text.toString();
    }

    private static String released(@Nullable HistoryEntryView entry) {
        if (entry == null) {
            return new AlignedFields().add("runs", "no recent release").toString();
        }
        return new AlignedFields()
                .add("runs", entry.image() == null ? "nothing" : entry.image())
                .add("released as", entry.releasedTag())
                .add("since", entry.at())
                .add("by", entry.onBehalfOf() == null ? entry.actor() : entry.actor() + " for " + entry.onBehalfOf())
                .add("through", entry.trigger())
                .add("action", entry.action())
                .add("reason", entry.reason())
                .add("overridden", entry.overriddenRules())
                .add("because", entry.override())
                .add("promoted from", entry.promotedFrom())
                .add("replaced", entry.previousImage())
                .add("commit", entry.commit())
                .toString();
    }

    /**
     * A decision in a few lines.
     *
     * @param traced whether its rules are listed
     */
    static String decision(String what, @Nullable ReleaseResult result, @Nullable ProblemView failure, boolean traced) {
        if (result == null) {
            var why = Objects.requireNonNull(failure, "failure");
            return Printable.of(what + ": unknown, " + why.code()) + "\n";
        }
        var problem = result.problem();
        var word = result.result() == ReleaseResult.Status.PLANNED
                ? "would release"
                : result.result().toString();
        var why = Objects.requireNonNullElse(result.note(), Objects.requireNonNullElse(result.image(), ""));
        var heading = problem == null
                ? Printable.of(what + ": " + word + ", " + why) + "\n"
                : ProblemText.of(problem, Printable.of(what + ": " + word + ","));
        return traced ? heading + ReleaseText.trace(result.trace()) : heading;
    }
}
