// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commit of an earlier attempt of the same request. A caller that lost the answer repeats the request with the same
 * id; releasing again could undo a release that was made in between.
 *
 * @param commit the commit
 * @param action what it did: a release or a rollback
 * @param image the image that it released
 * @param previous the image that ran before it
 * @param promotedFrom the environment whose image was promoted; absent if the request was not a promotion
 * @param isOwn whether it is known that the platform wrote the commit; otherwise nothing is done under this id
 */
public record EarlierAttempt(
        CommitId commit,
        Action action,
        ImageReference image,
        @Nullable ImageReference previous,
        @Nullable String promotedFrom,
        boolean isOwn) {

    /** Whether a message names the request; anybody may have written it. */
    static boolean isNamedBy(CommitMessage message, RequestContext context) {
        return message.trailer(TrailerKey.REQUEST_ID)
                .filter(context.requestId().value()::equals)
                .isPresent();
    }

    /**
     * The attempt that a commit records; empty if the commit belongs to another request, or did not release the image
     * that its message names.
     *
     * @param revision a commit that changed the environment's release
     * @param path of that release
     */
    static Optional<EarlierAttempt> of(FileRevision revision, StatePath path, RequestContext context) {
        var message = CommitMessage.parse(revision.message());
        var action = message.trailer(TrailerKey.ACTION)
                .flatMap(Action::of)
                .filter(done -> done == Action.RELEASE || done == Action.ROLL_BACK);
        var image = image(message, TrailerKey.IMAGE);
        if (!isNamedBy(message, context) || action.isEmpty() || image.isEmpty()) {
            return Optional.empty();
        }
        return FileState.read(revision.file(), path, ContractFiles::readAppRelease)
                .value()
                .map(AppRelease::image)
                .filter(image.get()::equals)
                .map(released -> new EarlierAttempt(
                        revision.commit(),
                        action.get(),
                        released,
                        image(message, TrailerKey.PREVIOUS_IMAGE).orElse(null),
                        message.trailer(TrailerKey.PROMOTED_FROM).orElse(null),
                        true));
    }

    /** The same in a commit that the platform wrote under other settings, or that somebody else wrote. */
    EarlierAttempt asUnrecognised() {
        return new EarlierAttempt(commit, action, image, previous, promotedFrom, false);
    }

    private static Optional<ImageReference> image(CommitMessage message, TrailerKey key) {
        try {
            return message.trailer(key).map(ImageReference::parse);
        } catch (IdpException e) {
            // Another author wrote that commit: the platform's commits only name valid images.
            return Optional.empty();
        }
    }

    /**
     * The answer to a request with the same id.
     *
     * @param asked a release or a rollback
     * @param differs how the requests differ although both are of that kind
     */
    public Decision answer(Action asked, Optional<Problem> differs, EnvironmentView view) {
        var log = new RuleLog();
        if (!isOwn) {
            return log.rejected(
                    view.address(),
                    log.refuse("request-id", "is named by " + commit.abbreviated(), notRecognised())
                            .orElseThrow());
        }
        var taken = asked == action
                ? differs
                : Optional.of(taken(
                        "the " + action.word() + " of " + Quoted.of(image.toString()) + ", not for a " + asked.word()));
        return taken.flatMap(problem -> log.refuse("request-id", "was used for " + image, problem))
                .<Decision>map(problem -> log.rejected(view.address(), problem))
                .orElseGet(() -> done(view, log));
    }

    private Decision done(EnvironmentView view, RuleLog log) {
        boolean isNewest = view.readableRelease()
                .map(AppRelease::image)
                .filter(image::equals)
                .isPresent();
        log.warn(
                "request-id",
                "done in " + commit.abbreviated(),
                new Warning(
                        "an earlier attempt of this request has already done this"
                                + (isNewest ? "" : "; the release was changed since then and stays as it is"),
                        view.releasePath().value(),
                        isNewest ? "" : "`idp history` shows who changed it; to release again, use a new request id"));
        return new Decision.Answer(
                new ReleaseOutcome.Updated(log.details(view.address(), image), previous, List.of(commit), List.of()));
    }

    /** How the request differs from the one that used this id first; empty if they can be the same. */
    Optional<Problem> mismatch(ReleaseRequest request) {
        var promotedHere = request.optionalPromotedFrom().map(EnvironmentAddress::toString);
        if (promotedHere.isPresent() && promotedHere.equals(Optional.ofNullable(promotedFrom))) {
            // A repeated promotion may name another image, because its source may run another one now.
            return Optional.empty();
        }
        var wanted = request.image();
        boolean otherDigest = wanted.digest().isPresent() && !wanted.digest().equals(image.optionalDigest());
        boolean otherTag = wanted.digest().isEmpty()
                && image.optionalTag().isPresent()
                && !wanted.tag().equals(image.optionalTag());
        if (!otherDigest && !otherTag) {
            return Optional.empty();
        }
        return Optional.of(
                taken("the release of " + Quoted.of(image.toString()) + ", not of " + Quoted.of(wanted.toString())));
    }

    /** It is unknown whether the request was done, and it must not be done twice. */
    private Problem notRecognised() {
        return Problem.of(
                ProblemCode.REQUEST_ID_TAKEN,
                "commit " + commit.abbreviated() + " released " + Quoted.of(image.toString())
                        + " under this request id, but idp does not recognise it as a commit of the platform;"
                        + " nothing was done",
                commit.toString(),
                "look at the commit with `idp history`: if it is the attempt whose answer was lost, the request is"
                        + " done; otherwise use a new request id");
    }

    private Problem taken(String what) {
        return Problem.of(
                ProblemCode.REQUEST_ID_TAKEN,
                "the request id was used for " + what,
                commit.toString(),
                "give each request its own id; repeat an id only to repeat the same request");
    }
}
