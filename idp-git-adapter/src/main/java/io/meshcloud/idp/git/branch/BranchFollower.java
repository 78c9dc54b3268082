package io.meshcloud.idp.git.branch;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.cache.Cache;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Follows the branch where it goes on from what was seen there, and refuses where it does not: somebody rewrote it, and
 * nobody knows what they took away. An {@linkplain Acceptance acceptance} in the part of history that is new lets it go on.
 * All methods want {@link Cache#alone}.
 */
public final class BranchFollower {
    /** Keeps what was refused from being fetched again and again. */
    static final String REFUSED = "refs/idp/refused";

    private static final int ABBREVIATED = 10;

    private final RemoteUrl url;
    private final BranchMemory memory;
    private final Fetching fetching;
    private final Deepening deepening;

    public BranchFollower(RemoteUrl url, BranchMemory memory, Fetching fetching, Deepening deepening) {
        this.url = url;
        this.memory = memory;
        this.fetching = fetching;
        this.deepening = deepening;
    }

    /** What must be in the history of whatever the remote tells from now on. */
    public List<BranchMemory.Seen> remembered(Repository cache) throws IOException {
        return memory.in(cache);
    }

    /**
     * Fetches one tip and its history into the cache, and moves the cache's branch there.
     *
     * @param ref the only branch to ask for; {@code null} asks for all
     * @return the tip; empty if the choice is none
     * @throws IOException if the cache is damaged
     * @throws IdpException {@link ProblemCode#BRANCH_REWRITTEN}; the cache remembers what it did before
     */
    public Optional<ObjectId> fetch(Repository cache, @Nullable String ref, Fetching.Choice choice) throws IOException {
        var remembered = remembered(cache);
        var tip = fetching.bring(cache, ref, choice);
        if (tip.isPresent()) {
            follow(cache, tip.get(), remembered);
        }
        return tip.map(Ref::getObjectId);
    }

    /**
     * Takes note in the cache of where the branch is. Its objects are there.
     *
     * @param remembered what was remembered before the remote was asked: what was pushed since is not in its answer
     * @throws IdpException {@link ProblemCode#BRANCH_REWRITTEN}; the cache remembers what it did before
     */
    private void follow(Repository cache, Ref tip, List<BranchMemory.Seen> remembered) throws IOException {
        var missed = missed(cache, tip.getName(), tip.getObjectId(), remembered);
        if (missed.isPresent()) {
            Cache.moveRef(cache, REFUSED, tip.getObjectId());
            throw rewritten(cache, tip, missed.get());
        }
        Cache.moveRef(cache, tip.getName(), tip.getObjectId());
        forgetOthers(cache, tip);
        memory.followed(cache, remembered);
        memory.sawAfter(remembered, tip.getObjectId());
    }

    /**
     * The branch is not there at all, which it may not be only if it never was.
     *
     * @param remembered what was remembered before the remote was asked: what was pushed since made the branch
     */
    void requireNothingSeen(List<BranchMemory.Seen> remembered) {
        for (var seen : remembered) {
            throw Problem.of(
                            ProblemCode.BRANCH_REWRITTEN,
                            "the branch is gone; it was at " + seen.tip().name(),
                            url.toString(),
                            "put it back with git from a clone that has that commit")
                    .asException();
        }
    }

    /** The tip that was seen before and is no longer in the branch's history, unless the platform accepted that. */
    public Optional<ObjectId> missed(Repository cache, String ref, ObjectId tip, List<BranchMemory.Seen> remembered)
            throws IOException {
        for (var seen : remembered) {
            if (!contains(cache, ref, tip, seen.tip()) && !Acceptance.stands(cache, tip, seen)) {
                return Optional.of(seen.tip());
            }
        }
        return Optional.empty();
    }

    private boolean contains(Repository cache, String ref, ObjectId tip, ObjectId seen) throws IOException {
        if (isIn(cache, tip, seen)) {
            return true;
        }
        if (Deepening.isWhole(cache, tip)) {
            return false;
        }
        deepening.bring(cache, ref);
        Deepening.adopt(cache);
        return isIn(cache, tip, seen);
    }

    private static boolean isIn(Repository cache, ObjectId tip, ObjectId seen) throws IOException {
        if (tip.equals(seen)) {
            return true;
        }
        try (var commits = new RevWalk(cache)) {
            commits.setRetainBody(false);
            return cache.getObjectDatabase().has(seen)
                    && commits.isMergedInto(commits.parseCommit(seen), commits.parseCommit(tip));
        }
    }

    /** What only an accepted rewrite can leave behind must not keep the cache from being whole. */
    private static void forgetOthers(Repository cache, Ref tip) throws IOException {
        for (var ref : cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, REFUSED)) {
            if (!ref.getName().equals(tip.getName())) {
                var removal = cache.updateRef(ref.getName());
                removal.setForceUpdate(true);
                removal.delete();
            }
        }
        if (Deepening.isShallow(cache) && Deepening.isWhole(cache, tip.getObjectId())) {
            cache.getObjectDatabase().setShallowCommits(Set.of());
        }
    }

    private IdpException rewritten(Repository cache, Ref tip, ObjectId seen) throws IOException {
        var now = tip.getObjectId().name();
        var was = seen.name();
        return Problem.of(
                        ProblemCode.BRANCH_REWRITTEN,
                        "the branch " + Quoted.of(Repository.shortenRefName(tip.getName())) + " was at " + was
                                + ", which is not in its history any more; it is at " + now + " now"
                                + committed(cache, tip.getObjectId()),
                        url.toString(),
                        "look in the cache, which has both, with `git --git-dir=" + cache.getDirectory() + " log "
                                + shortened(was) + ".." + shortened(now) + "` and the same the other way round: "
                                + shortened(now) + ".." + shortened(was)
                                + "; put the branch back with git, or accept what is there with `idp accept-rewrite "
                                + shortened(now) + " --reason TEXT`")
                .asException();
    }

    private static String committed(Repository cache, ObjectId tip) throws IOException {
        try (var commits = new RevWalk(cache)) {
            var committer = commits.parseCommit(tip).getCommitterIdent();
            return ", committed by " + Quoted.of(committer.getName() + " <" + committer.getEmailAddress() + ">")
                    + " at " + committer.getWhenAsInstant();
        }
    }

    private static String shortened(String id) {
        return id.substring(0, ABBREVIATED);
    }
}
