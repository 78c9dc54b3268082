package io.meshcloud.idp.git.push;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.transport.LocalRepository;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.branch.BranchFollower;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the remote's branch, or finds out why it does not move. Every answer that leaves a doubt is settled by looking
 * at the branch itself.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /** How often a push is tried while another writer holds the branch's lock: about two seconds in all. */
    private static final int TRIES = 8;

    /** How many of them may be lost; each can take a timeout. */
    private static final int MOST_LOST = 3;

    private static final int PAUSE_MILLIS = 60;
    private static final int SHOWN_LINES = 5;

    private static final List<String> LOCK_WORDS = List.of("failed to update ref", "failed to lock", "cannot lock ref");

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
     * Where an answer is lost and the branch has not moved, nobody knows whether it is going to: the server may still be
     * at work on what it got. So the same commits are pushed again; whichever arrives first, they are there once.
     *
     * @param base where the branch has to be; {@code null} if it must not be there
     * @return whether the commits are on the branch; if not, the branch was not at the base
     * @throws IOException if the cache is damaged and nothing was sent
     */
    public boolean publish(String branch, @Nullable ObjectId base, NewCommits commits) throws IOException {
        var ref = Constants.R_HEADS + branch;
        var expected = base == null ? ObjectId.zeroId() : base;
        PushAnswer lost = null;
        int timesLost = 0;
        for (int tried = 1; ; tried++) {
            var answer = lost == null ? push.push(ref, expected, commits) : again(ref, expected, commits, lost);
            LOG.debug("pushed {} to {}: {} {}", commits.tip().name(), ref, answer.kind(), answer.reason());
            if (answer.kind() == PushAnswer.Kind.ACCEPTED) {
                return true;
            }
            if (answer.kind() == PushAnswer.Kind.MOVED && lost == null) {
                return false;
            }
            var landed = landed(answer, lost, ref, base, commits.tip());
            if (landed.isPresent()) {
                return landed.get();
            }
            if (answer.kind() == PushAnswer.Kind.LOST) {
                if (!isLineBroken(answer)) {
                    throw notArrived(answer);
                }
                lost = answer;
                timesLost++;
            }
            boolean goesOn = answer.kind() == PushAnswer.Kind.LOST ? timesLost < MOST_LOST : isAboutLock(answer);
            if (tried == TRIES || !goesOn) {
                throw lost == null ? refused(branch, ref, answer) : unknown(lost.problem());
            }
            pause(tried);
        }
    }

    /** Something was sent before, so that even a damaged cache must not let other commits be made of the same changes. */
    private PushAnswer again(String ref, ObjectId expected, NewCommits commits, PushAnswer lost) {
        try {
            return push.push(ref, expected, commits);
        } catch (IdpException | IOException e) {
            LOG.debug("nor can it be pushed again: {}", e.toString());
            throw unknown(lost.problem());
        }
    }

    /** Looks at the branch: whether our commits are on it; empty if it has not moved at all. */
    private Optional<Boolean> landed(
            PushAnswer answer, @Nullable PushAnswer lost, String ref, @Nullable ObjectId base, ObjectId target) {
        try {
            return cache.alone(repository -> {
                var tip = follower.fetch(repository, ref, heads -> heads.tip(Repository.shortenRefName(ref)));
                if (tip.equals(Optional.ofNullable(base))) {
                    return Optional.empty();
                }
                return Optional.of(tip.isPresent() && contains(repository, tip.get(), target));
            });
        } catch (IOException | IdpException e) {
            if (answer.kind() == PushAnswer.Kind.REFUSED && lost == null) {
                throwIfRewritten(e);
                return Optional.empty();
            }
            throw unknown(e);
        }
    }

    /** A server says of a branch that was rewritten no more than that it could not move it, as of a lock. */
    private static void throwIfRewritten(Exception failure) {
        if (failure instanceof IdpException known && known.problem().code() == ProblemCode.BRANCH_REWRITTEN) {
            throw known;
        }
    }

    private IdpException unknown(@Nullable Exception cause) {
        var problem = Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "the answer to the push was lost, and the branch does not tell what came of it",
                url.toString(),
                "do the same again once the server answers: what is done already stays as it is");
        return cause == null ? problem.asException() : problem.asException(cause);
    }

    private static boolean contains(Repository repository, ObjectId tip, ObjectId target) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return repository.getObjectDatabase().has(target)
                    && walk.isMergedInto(walk.parseCommit(target), walk.parseCommit(tip));
        }
    }

    /** Where the repository is on this machine there is no line: what went wrong did so in git itself. */
    private boolean isLineBroken(PushAnswer answer) {
        return answer.brokenLine() && url.kind() != RemoteUrl.Kind.LOCAL;
    }

    /** The server answered, and did not take it. */
    private RuntimeException notArrived(PushAnswer answer) {
        var problem = answer.problem();
        if (problem != null && url.kind() == RemoteUrl.Kind.LOCAL) {
            return problem;
        }
        var unexpected = Problem.of(
                ProblemCode.PUSH_REFUSED,
                "the server did not take the push (" + Quoted.of(answer.reason()) + ")",
                url.toString(),
                "look at the server: it may be out of room, or allow no pack of this size");
        return problem == null ? unexpected.asException() : unexpected.asException(problem);
    }

    private RuntimeException refused(String branch, String ref, PushAnswer answer) {
        var where = url.toString();
        if (url.kind() == RemoteUrl.Kind.LOCAL) {
            var local = LocalRepository.at(url.path());
            var lock = local.lockOf(ref);
            if (lock.isPresent()) {
                return Problem.of(
                                ProblemCode.REPOSITORY_LOCKED,
                                "the branch is locked by "
                                        + Quoted.of(lock.get().toString()),
                                where,
                                "wait if another process is writing; if none is, delete that file yourself")
                        .asException();
            }
            if (local.showsInWorkTree(branch)) {
                return Problem.of(
                                ProblemCode.PUSH_REFUSED,
                                "the branch '" + branch + "' is checked out in the repository, and git does not move"
                                        + " a branch under a work tree",
                                where,
                                "use a bare repository: git clone --bare "
                                        + url.path() + " state.git")
                        .asException();
            }
        }
        if (isAboutLock(answer)) {
            return Problem.of(
                            ProblemCode.REPOSITORY_LOCKED,
                            "the server could not move the branch (" + Quoted.of(answer.reason()) + ")",
                            where,
                            "try again; if it stays so, see at the server whether a lock was left or its disk is full")
                    .asException();
        }
        return Problem.of(
                        ProblemCode.PUSH_REFUSED,
                        "the server refuses the push: " + Quoted.of(answer.reason()) + said(answer.words()),
                        where,
                        "do what the server's rule asks for, or let its owner allow the platform's account to push to"
                                + " this branch")
                .asException();
    }

    private static String said(String words) {
        var lines =
                words.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        var shown = lines.stream().limit(SHOWN_LINES).map(Quoted::of).collect(Collectors.joining(", "));
        return "; it says " + shown + (lines.size() > SHOWN_LINES ? " and more" : "");
    }

    /**
     * The protocol has no status for "somebody else was faster", only these words of git's receive-pack and of JGit's. A
     * word missed here costs a clear answer, not a lost update.
     */
    private static boolean isAboutLock(PushAnswer answer) {
        return LOCK_WORDS.stream().anyMatch(answer.reason()::contains);
    }

    private static void pause(int tried) {
        try {
            TimeUnit.MILLISECONDS.sleep((long) PAUSE_MILLIS * tried);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
