// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.writer.EarlierAttempt;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Optional;

/** Compares releases with earlier ones under the same request id, and answers those that were done before. */
public final class RepeatedRelease {
    private RepeatedRelease() {}

    static RequestedChange of(ReleaseRequest request) {
        return RequestedChange.of(Action.RELEASE, request.address(), request.context())
                .differing(attempt -> otherRelease(attempt, request));
    }

    /** A promotion: the image that the source runs is not part of the request, because it may change. */
    static RequestedChange ofPromotion(EnvironmentAddress from, EnvironmentAddress to, RequestContext context) {
        return RequestedChange.of(Action.RELEASE, to, context)
                .differing(attempt -> isPromotedFrom(attempt, from)
                        ? Optional.empty()
                        : Optional.of("this request promotes from " + from));
    }

    private static boolean isPromotedFrom(EarlierAttempt attempt, EnvironmentAddress from) {
        return attempt.trailer(TrailerKey.PROMOTED_FROM)
                .filter(from.toString()::equals)
                .isPresent();
    }

    private static Optional<String> otherRelease(EarlierAttempt attempt, ReleaseRequest request) {
        return request.optionalPromotedFrom()
                        .filter(from -> isPromotedFrom(attempt, from))
                        .isPresent()
                ? Optional.empty()
                : otherImage(attempt, request.image());
    }

    private static Optional<String> otherImage(EarlierAttempt attempt, ImageChoice wanted) {
        var image = attempt.image(TrailerKey.IMAGE);
        boolean otherDigest =
                wanted.digest().isPresent() && !wanted.digest().equals(image.flatMap(ImageReference::optionalDigest));
        var tag = image.flatMap(ImageReference::optionalTag);
        boolean otherTag =
                wanted.digest().isEmpty() && tag.isPresent() && !wanted.tag().equals(tag);
        return otherDigest || otherTag
                ? Optional.of("this request names the image " + Quoted.of(wanted.toString()) + ", not "
                        + image.map(ImageReference::toString).map(Quoted::of).orElse("none"))
                : Optional.empty();
    }

    /** How the first release of a new environment differs from that of an earlier attempt. */
    public static Optional<String> otherFirstImage(EarlierAttempt attempt, Optional<ImageChoice> wanted) {
        boolean isThere = attempt.image(TrailerKey.IMAGE).isPresent();
        if (isThere == wanted.isPresent()) {
            return wanted.flatMap(image -> otherImage(attempt, image));
        }
        return Optional.of(isThere ? "this request names no image" : "this request names an image");
    }

    /**
     * The answer to a request whose id was used before.
     *
     * @param view the environment as it is now
     */
    static Decision.Answer answer(EarlierAttempt attempt, RequestedChange request, EnvironmentView view) {
        var log = new RuleLog();
        return attempt.refusal(request)
                .flatMap(problem -> log.refuse("request-id", problem.what(), problem))
                .map(problem -> log.rejected(view.address(), problem))
                .orElseGet(() -> done(attempt, view, log));
    }

    private static Decision.Answer done(EarlierAttempt attempt, EnvironmentView view, RuleLog log) {
        var image = attempt.image(TrailerKey.IMAGE).or(attempt::optionalReleased);
        boolean isNewest = view.readableRelease().map(AppRelease::image).equals(image);
        log.warn(
                "request-id",
                "done in " + attempt.lastCommit(),
                new Warning(
                        "an earlier attempt of this request has already done this"
                                + (isNewest ? "" : "; the release was changed since then and stays as it is"),
                        view.releasePath().value(),
                        isNewest ? "" : "`idp history` shows who changed it; to release again, use a new request id"));
        return new Decision.Answer(new ReleaseOutcome.Updated(
                log.details(view.address(), image.orElse(null)),
                attempt.image(TrailerKey.PREVIOUS_IMAGE).orElse(null),
                attempt.ids(),
                attempt.at(),
                attempt.files()));
    }
}
