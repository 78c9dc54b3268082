// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was done under a request id. A caller that lost the answer repeats the request with the same id; doing it again
 * could undo what was done in between.
 *
 * @param commits the commits of the request, in their order; at least one
 * @param released the image in the environment's {@code release.yaml} after them; absent if there was none
 * @param isOwn whether it is known that the platform wrote them; otherwise nothing is done under this id
 */
public record EarlierAttempt(List<Commit> commits, @Nullable ImageReference released, boolean isOwn) {
    public EarlierAttempt {
        commits = List.copyOf(commits);
        if (commits.isEmpty()) {
            throw new IllegalArgumentException("an attempt has a commit");
        }
    }

    /**
     * One commit of a request.
     *
     * @param at when it was made; absent for a commit that the platform did not write
     * @param files each file before and after; none for a commit that the platform did not write
     */
    record Commit(CommitId id, @Nullable Instant at, CommitMessage message, List<FileChange> files) {
        Commit {
            files = List.copyOf(files);
        }
    }

    /** What the first commit did; empty if it names no action of the platform. */
    public Optional<Action> action() {
        return trailer(TrailerKey.ACTION).flatMap(Action::of);
    }

    /** The environment of the first commit; empty for a commit about the platform. */
    public Optional<EnvironmentAddress> address() {
        return parsed(trailer(TrailerKey.ENVIRONMENT), EnvironmentAddress::parse);
    }

    /** The value of a trailer in the first commit that has it. */
    public Optional<String> trailer(TrailerKey key) {
        return commits.stream()
                .flatMap(commit -> commit.message().trailer(key).stream())
                .findFirst();
    }

    /** The image that the commits name. */
    public Optional<ImageReference> image(TrailerKey key) {
        return parsed(trailer(key), ImageReference::parse);
    }

    /** A commit of another author can name anything. */
    private static <T> Optional<T> parsed(Optional<String> text, Function<String, T> parser) {
        try {
            return text.map(parser);
        } catch (IdpException e) {
            return Optional.empty();
        }
    }

    public Optional<ImageReference> optionalReleased() {
        return Optional.ofNullable(released);
    }

    public List<CommitId> ids() {
        return commits.stream().map(Commit::id).toList();
    }

    /** The id of the last commit, for messages. */
    public String lastCommit() {
        return last().id().abbreviated();
    }

    /** When the last commit was made; only for an attempt of the platform. */
    public Instant at() {
        return Objects.requireNonNull(last().at(), "the platform's commits have a time");
    }

    private Commit last() {
        return commits.get(commits.size() - 1);
    }

    /** Each file before and after the request, by commit; the files of one commit are in no particular order. */
    public List<FileChange> files() {
        var changes = new LinkedHashMap<String, FileChange>();
        commits.stream()
                .flatMap(commit -> commit.files().stream())
                .forEach(file -> changes.merge(
                        file.path().value(),
                        file,
                        (first, last) -> new FileChange(first.path(), first.before(), last.after())));
        return List.copyOf(changes.values());
    }

    /** Whether the files in a later state are still as this request left them. */
    public boolean isCurrent(Snapshot now) {
        return files().stream()
                .allMatch(file -> now.read(file.path()).regularBytes().equals(file.optionalAfter()));
    }

    /** The bytes that it left in the file with this name; empty if it did not change such a file, or removed it. */
    public Optional<Bytes> left(String fileName) {
        return files().stream()
                .filter(file -> file.path().fileName().equals(fileName))
                .findFirst()
                .flatMap(FileChange::optionalAfter);
    }

    /** Why nothing can be done under the id of this attempt; empty if the attempt is of the same request. */
    public Optional<Problem> refusal(RequestedChange request) {
        if (!isVisible(request)) {
            return Optional.of(taken("the request id was used for another request", ""));
        }
        var commit = commits.get(0).id();
        if (!isOwn) {
            return Optional.of(notRecognised(commit));
        }
        var used = "the request id was used for " + phrase(action(), address()) + " in commit " + commit.abbreviated();
        boolean sameKind = action().filter(request.actions()::contains).isPresent()
                && address().equals(request.optionalAddress());
        return (sameKind
                        ? request.difference().of(this)
                        : Optional.of("this request is for "
                                + phrase(Optional.of(request.action()), request.optionalAddress())))
                .map(how -> taken(used + "; " + how, commit.toString()));
    }

    /** A caller learns nothing of environments other than their own. */
    private boolean isVisible(RequestedChange request) {
        var caller = request.context().caller();
        var address = address();
        return caller.platform()
                || address.map(caller::maySee)
                        .orElseGet(() -> request.optionalAddress().isEmpty());
    }

    private static String phrase(Optional<Action> action, Optional<EnvironmentAddress> address) {
        var where = address.map(EnvironmentAddress::toString).orElse("the platform");
        return action.map(done -> switch (done) {
                    case RELEASE -> "a release to " + where;
                    case ROLL_BACK -> "a rollback of " + where;
                    case HOLD -> "a hold of " + where;
                    case RESUME -> "the end of a hold of " + where;
                    case CONFIGURE -> "a change of fields of " + where;
                    case CREATE -> "the creation of " + where;
                    case APPLY -> "a new app-env.yaml of " + where;
                    case RETIRE -> "the retirement of " + where;
                    case INIT -> "the setup of the state repository";
                    case ACCEPT_REWRITE -> "the acceptance of a rewritten branch";
                    case STOP -> "a stop of all releases";
                    case START -> "the end of a stop";
                    case OVERRIDE -> "an override in " + where;
                })
                .orElse("something else");
    }

    private static Problem taken(String what, String where) {
        return Problem.of(
                ProblemCode.REQUEST_ID_TAKEN,
                what,
                where,
                "give each request its own id; repeat an id only to repeat the same request");
    }

    /** Whether the request was done is unknown, and doing it twice must not happen. */
    private Problem notRecognised(CommitId commit) {
        var did = image(TrailerKey.IMAGE)
                .map(image -> "released " + Quoted.of(image.toString()))
                .orElseGet(() -> "was made for " + phrase(action(), address()));
        return Problem.of(
                ProblemCode.REQUEST_ID_TAKEN,
                "commit " + commit.abbreviated() + " " + did
                        + " under this request id, but idp does not recognise it as a commit of the platform;"
                        + " nothing was done",
                commit.toString(),
                "look at the commit with `idp history`: if it is the attempt whose answer was lost, the request is"
                        + " done; otherwise use a new request id");
    }
}
