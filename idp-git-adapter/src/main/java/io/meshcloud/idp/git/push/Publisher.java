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
import io.meshcloud.idp.git.transport.GitProblems;
import io.meshcloud.idp.git.transport.LocalRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes commits and determines the outcome. Everything but a report of success is resolved by looking at the branch.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /** The attempts while another writer has locked the branch: about two seconds in total. */
    private static final int MAX_ATTEMPTS = 8;

    /** How often an answer may be in doubt; each can take a timeout. */
    private static final int MAX_DOUBTS = 3;

    private static final int PAUSE_MILLIS = 60;
    private static final int MAX_MESSAGE_LINES = 5;

    private static final List<String> LINE_PREFIXES = List.of("remote:", "error:");

    private static final List<String> LOCK_MESSAGES = List.of(
            "failed to update ref",
            "failed to lock",
            "cannot lock ref",
            "incorrect old value provided",
            "has already been updated by another client");

    private final RemoteUrl url;
    private final BranchLook look;
    private final Push push;

    public Publisher(RemoteUrl url, BranchFollower follower, Cache cache, Push push) {
        this.url = url;
        this.look = new BranchLook(follower, cache);
        this.push = push;
    }

    /**
     * Pushes commits. As soon as bytes of a push have left, only a complete report of success or a look at the branch
     * says what became of it. If the branch has not moved, a push without a report may still arrive: the server may
     * still be processing it. So the same commits are sent again; whichever push arrives first, they are on the branch
     * once.
     *
     * @param base the expected commit of the branch; {@code null} if the branch must not exist
     * @return whether the commits are on the branch; if not, the branch was not at the base
     * @throws IdpException {@link ProblemCode#OUTCOME_UNKNOWN} if a push was sent and looking did not show its outcome;
     *     with any other code the commits are not on the branch
     */
    public boolean publish(String branch, @Nullable ObjectId base, NewCommits commits) {
        var update = new BranchUpdate(Constants.R_HEADS + branch, base == null ? ObjectId.zeroId() : base, commits);
        var permit = PushPermit.first();
        var doubts = new ArrayList<PushAnswer.Doubtful>();
        for (int attempt = 1; ; attempt++) {
            var answer = send(permit, update, doubts);
            LOG.debug("pushed {} to {}: {}", update.tip().name(), update.ref(), answer);
            if (answer instanceof PushAnswer.Accepted) {
                return true;
            }
            if (answer instanceof PushAnswer.NotSent && doubts.isEmpty()) {
                return false;
            }
            var found = look(update, answer, doubts);
            if (!(found instanceof BranchLook.Unmoved unmoved)) {
                return found instanceof BranchLook.OnBranch;
            }
            requireAnotherAttempt(branch, update, answer, doubts, attempt);
            permit = unmoved.again();
            pause(attempt);
        }
    }

    private PushAnswer send(PushPermit permit, BranchUpdate update, List<PushAnswer.Doubtful> doubts) {
        try {
            return push.send(permit, update);
        } catch (IdpException e) {
            if (doubts.isEmpty()) {
                throw e;
            }
            throw unknown(
                    why(doubts) + "; the next attempt could not be sent: "
                            + e.problem().what(),
                    e);
        }
    }

    private BranchLook.Found look(BranchUpdate update, PushAnswer answer, List<PushAnswer.Doubtful> doubts) {
        try {
            return look.at(update);
        } catch (IOException | RuntimeException | Error e) {
            // Git reports a rewritten branch like a locked one, as one that cannot be moved.
            if (answer instanceof PushAnswer.Refused && doubts.isEmpty() && isRewritten(e)) {
                throw (IdpException) e;
            }
            var why = answer instanceof PushAnswer.Doubtful doubt
                    ? doubt.problem().problem().what()
                    : why(doubts);
            throw unknown(
                    (why.isEmpty() ? "the server refused the push" : why) + "; looking at the branch failed: "
                            + (e instanceof IdpException known
                                    ? known.problem().what()
                                    : Quoted.of(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static boolean isRewritten(Throwable failure) {
        return failure instanceof IdpException known && known.problem().code() == ProblemCode.BRANCH_REWRITTEN;
    }

    /**
     * Called after a look that found the branch unmoved.
     *
     * @throws IdpException if there is no point in another attempt
     */
    private void requireAnotherAttempt(
            String branch, BranchUpdate update, PushAnswer answer, List<PushAnswer.Doubtful> doubts, int attempt) {
        boolean again = attempt < MAX_ATTEMPTS;
        if (answer instanceof PushAnswer.Doubtful doubt) {
            if (doubt.ended() && doubts.isEmpty()) {
                throw doubt.problem();
            }
            doubts.add(doubt);
            again &= doubts.size() < MAX_DOUBTS;
        }
        if (answer instanceof PushAnswer.Refused refused) {
            again &= isLockFailure(refused.report());
            if (!again && doubts.isEmpty()) {
                throw refused(branch, update.ref(), refused.report());
            }
        }
        if (!again) {
            throw unknown(
                    why(doubts) + "; the branch has not moved so far",
                    doubts.get(0).problem());
        }
    }

    private static String why(List<PushAnswer.Doubtful> doubts) {
        return doubts.stream()
                .map(doubt -> doubt.problem().problem().what())
                .distinct()
                .collect(Collectors.joining("; then "));
    }

    private IdpException unknown(String why, Throwable cause) {
        return Problem.of(
                        ProblemCode.OUTCOME_UNKNOWN,
                        "the push was sent, but whether it arrived is unknown: " + why,
                        url.toString(),
                        "once the server answers, look in `idp history` whether it was written, and repeat it only if"
                                + " not")
                .asException(cause);
    }

    private RuntimeException refused(String branch, String ref, PushReport report) {
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
        if (isLockFailure(report)) {
            return Problem.of(
                            ProblemCode.REPOSITORY_LOCKED,
                            "the server could not move the branch (" + Quoted.sentence(report.reason()) + ")",
                            where,
                            "try again; if it persists, check the server for a leftover lock or a full disk")
                    .asException();
        }
        if (!report.unpacked().isEmpty()) {
            var denied = url.kind() == RemoteUrl.Kind.LOCAL
                    ? GitProblems.deniedLocally(url, null)
                    : Optional.<IdpException>empty();
            return denied.isPresent() ? denied.get() : notStored(report);
        }
        return Problem.of(
                        ProblemCode.PUSH_REFUSED,
                        "the server refused the push: " + Quoted.sentence(report.reason())
                                + serverMessages(report.messages()),
                        where,
                        "comply with the server's rule, or have its owner allow the platform's account to push to"
                                + " this branch")
                .asException();
    }

    private IdpException notStored(PushReport report) {
        return Problem.of(
                        ProblemCode.GIT_FAULT,
                        "the server could not store the push: " + Quoted.of(report.unpacked())
                                + serverMessages(report.messages()),
                        url.toString(),
                        "check the server: its disk may be full, or its limit for packs too low; then try again")
                .asException();
    }

    private static String serverMessages(String messages) {
        var lines = messages.lines()
                .map(Publisher::withoutPrefix)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return "";
        }
        var shown =
                lines.stream().limit(MAX_MESSAGE_LINES).map(Quoted::sentence).collect(Collectors.joining(", "));
        return "; it reports " + shown + (lines.size() > MAX_MESSAGE_LINES ? " and more" : "");
    }

    /** Some servers begin each line of their message with this prefix, also the empty lines around it. */
    private static String withoutPrefix(String line) {
        var text = line.strip();
        for (var prefix : LINE_PREFIXES) {
            text = text.startsWith(prefix) ? text.substring(prefix.length()).strip() : text;
        }
        return text;
    }

    /**
     * The protocol has no status for a concurrent update, only these messages of git's receive-pack, JGit, GitLab's
     * Gitaly and Azure DevOps. If a message is not recognized, the answer is less clear, but no update is lost.
     */
    private static boolean isLockFailure(PushReport report) {
        return LOCK_MESSAGES.stream().anyMatch(report.reason()::contains);
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep((long) PAUSE_MILLIS * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
