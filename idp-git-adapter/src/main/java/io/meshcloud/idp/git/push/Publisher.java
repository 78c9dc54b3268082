// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.branch.BranchFollower;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.transport.LocalRepository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes commits and determines the outcome. Every ambiguous answer is resolved by looking at the branch. */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /** The attempts while another writer has locked the branch: about two seconds in total. */
    private static final int MAX_ATTEMPTS = 8;

    /** How many answers may be lost; each can take a timeout. */
    private static final int MAX_LOST = 3;

    private static final int PAUSE_MILLIS = 60;
    private static final int MAX_MESSAGE_LINES = 5;

    private static final List<String> LOCK_MESSAGES =
            List.of("failed to update ref", "failed to lock", "cannot lock ref");

    private final RemoteUrl url;
    private final BranchFollower follower;
    private final Cache cache;
    private final Push push;

    public Publisher(RemoteUrl url, BranchFollower follower, Cache cache, Push push) {
        this.url = url;
        this.follower = follower;
        this.cache = cache;
        this.push = push;
    }

    /**
     * Pushes commits. If an answer is lost and the branch has not moved, it may still move: the server may still be
     * processing the push. So the same commits are pushed again; whichever push arrives first, they are on the branch
     * once.
     *
     * @param base the expected commit of the branch; {@code null} if the branch must not exist
     * @return whether the commits are on the branch; if not, the branch was not at the base
     * @throws IOException if the cache is damaged and nothing was sent
     */
    public boolean publish(String branch, @Nullable ObjectId base, NewCommits commits) throws IOException {
        var ref = Constants.R_HEADS + branch;
        var expected = base == null ? ObjectId.zeroId() : base;
        PushAnswer lost = null;
        int timesLost = 0;
        for (int attempt = 1; ; attempt++) {
            var answer = lost == null ? push.push(ref, expected, commits) : pushAgain(ref, expected, commits, lost);
            LOG.debug("pushed {} to {}: {} {}", commits.tip().name(), ref, answer.kind(), answer.reason());
            if (answer.kind() == PushAnswer.Kind.ACCEPTED) {
                return true;
            }
            if (answer.kind() == PushAnswer.Kind.MOVED && lost == null) {
                return false;
            }
            var found = lookAtBranch(answer, lost, ref, base, commits.tip());
            if (found.isPresent()) {
                return found.get();
            }
            if (answer.kind() == PushAnswer.Kind.LOST) {
                if (!isConnectionLost(answer)) {
                    throw notAccepted(answer);
                }
                lost = answer;
                timesLost++;
            }
            boolean retry = answer.kind() == PushAnswer.Kind.LOST ? timesLost < MAX_LOST : isLockFailure(answer);
            if (attempt == MAX_ATTEMPTS || !retry) {
                throw lost == null ? refused(branch, ref, answer) : outcomeUnknown(lost.problem());
            }
            pause(attempt);
        }
    }

    /**
     * A previous attempt may have arrived, so even a damaged cache must not lead to other commits from the same
     * changes.
     */
    private PushAnswer pushAgain(String ref, ObjectId expected, NewCommits commits, PushAnswer lost) {
        try {
            return push.push(ref, expected, commits);
        } catch (IdpException | IOException e) {
            LOG.debug("the second push failed, too: {}", e.toString());
            throw outcomeUnknown(lost.problem());
        }
    }

    /** Looks at the branch: whether the commits are on it; empty if it has not moved. */
    private Optional<Boolean> lookAtBranch(
            PushAnswer answer, @Nullable PushAnswer lost, String ref, @Nullable ObjectId base, ObjectId target) {
        try {
            return cache.withExclusiveLock(repository -> {
                var tip = follower.fetch(repository, ref, branches -> branches.tip(Repository.shortenRefName(ref)));
                if (tip.equals(Optional.ofNullable(base))) {
                    return Optional.empty();
                }
                return Optional.of(tip.isPresent() && Cache.isAncestor(repository, target, tip.get()));
            });
        } catch (IOException | IdpException e) {
            if (answer.kind() == PushAnswer.Kind.REFUSED && lost == null) {
                throwIfRewritten(e);
                return Optional.empty();
            }
            throw outcomeUnknown(e);
        }
    }

    /** Git reports a rewritten branch like a locked one, as one that cannot be moved. */
    private static void throwIfRewritten(Exception failure) {
        if (failure instanceof IdpException known && known.problem().code() == ProblemCode.BRANCH_REWRITTEN) {
            throw known;
        }
    }

    private IdpException outcomeUnknown(@Nullable Exception cause) {
        var problem = Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "the answer to the push was lost, and looking at the branch did not show the outcome",
                url.toString(),
                "once the server answers, look in `idp history` whether it was written, and repeat it only if not");
        return cause == null ? problem.asException() : problem.asException(cause);
    }

    /** A local repository has no connection that could break: git itself failed. */
    private boolean isConnectionLost(PushAnswer answer) {
        return answer.connectionLost() && url.kind() != RemoteUrl.Kind.LOCAL;
    }

    /** The server answered and did not accept the push. */
    private RuntimeException notAccepted(PushAnswer answer) {
        var problem = answer.problem();
        if (problem != null && url.kind() == RemoteUrl.Kind.LOCAL) {
            return problem;
        }
        var unexpected = Problem.of(
                ProblemCode.PUSH_REFUSED,
                "the server did not accept the push (" + Quoted.of(answer.reason()) + ")",
                url.toString(),
                "check the server: its disk may be full, or its limit for packs too low");
        return problem == null ? unexpected.asException() : unexpected.asException(problem);
    }

    private RuntimeException refused(String branch, String ref, PushAnswer answer) {
        var where = url.toString();
        if (url.kind() == RemoteUrl.Kind.LOCAL) {
            var local = LocalRepository.at(url.path());
            var lock = local.lockFile(ref);
            if (lock.isPresent()) {
                return Problem.of(
                                ProblemCode.REPOSITORY_LOCKED,
                                "the branch is locked by " + Quoted.whole(lock.get()),
                                where,
                                "wait if another process is writing; if none is, delete that file")
                        .asException();
            }
            if (local.isCheckedOut(branch)) {
                return Problem.of(
                                ProblemCode.PUSH_REFUSED,
                                "the branch '" + branch + "' is checked out in the repository, and git does not update"
                                        + " a checked-out branch",
                                where,
                                "use a bare repository: git clone --bare " + url.path() + " state.git")
                        .asException();
            }
        }
        if (isLockFailure(answer)) {
            return Problem.of(
                            ProblemCode.REPOSITORY_LOCKED,
                            "the server could not move the branch (" + Quoted.of(answer.reason()) + ")",
                            where,
                            "try again; if it persists, check the server for a leftover lock or a full disk")
                    .asException();
        }
        return Problem.of(
                        ProblemCode.PUSH_REFUSED,
                        "the server refused the push: " + Quoted.of(answer.reason())
                                + serverMessages(answer.messages()),
                        where,
                        "comply with the server's rule, or have its owner allow the platform's account to push to"
                                + " this branch")
                .asException();
    }

    private static String serverMessages(String messages) {
        var lines = messages.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        var shown = lines.stream().limit(MAX_MESSAGE_LINES).map(Quoted::of).collect(Collectors.joining(", "));
        return "; it reports " + shown + (lines.size() > MAX_MESSAGE_LINES ? " and more" : "");
    }

    /**
     * The protocol has no status for a concurrent update, only these messages of git's receive-pack and of JGit's. An
     * unrecognized message costs a clear answer, not a lost update.
     */
    private static boolean isLockFailure(PushAnswer answer) {
        return LOCK_MESSAGES.stream().anyMatch(answer.reason()::contains);
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep((long) PAUSE_MILLIS * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
