// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.cache.TipFile.SeenTip;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.RefusedObject;
import io.meshcloud.idp.git.object.TreeCheck;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Follows the branch as long as its history contains what was seen there before, and refuses a rewritten branch,
 * because commits may be lost. An {@linkplain RewriteAcceptance acceptance} in the new part of history allows the
 * rewrite.
 */
public final class BranchFollower {
    /** Keeps a refused tip, so that it is not fetched repeatedly. */
    static final String REFUSED_REF = "refs/idp/refused";

    private static final int ABBREVIATION_LENGTH = 10;

    private final RemoteUrl url;
    private final Cache cache;
    private final BranchMemory memory;
    private final Fetcher fetcher;
    private final Unshallow unshallow;
    private final RewriteAcceptance acceptances;

    public BranchFollower(
            RemoteUrl url,
            Cache cache,
            BranchMemory memory,
            Fetcher fetcher,
            Unshallow unshallow,
            RewriteAcceptance acceptances) {
        this.url = url;
        this.cache = cache;
        this.memory = memory;
        this.fetcher = fetcher;
        this.unshallow = unshallow;
        this.acceptances = acceptances;
    }

    /**
     * The tips that the history of any later tip must contain. Must be read before the remote is asked: a push in
     * between is not in the remote's answer.
     */
    public List<SeenTip> remembered(Repository cache) throws IOException {
        return memory.seenTips(cache);
    }

    /** The commit of a branch at the remote. Fetches and remembers nothing. */
    public Optional<ObjectId> remoteTip(Repository cache, String ref) throws IOException {
        return fetcher.tip(cache, ref);
    }

    /**
     * Fetches one tip and its history into the cache, and moves the cache's branch there. Takes the cache's exclusive
     * lock only after the remote has listed its branches, and not at all if nothing changed; so a server that hangs
     * does not block other users of the cache. Must run in {@link Cache#withLockForChanges}.
     *
     * @param ref the only branch to ask for; {@code null} asks for all
     * @return the tip; empty if no branch is selected
     * @throws Cache.Overtaken if another thread or process changed the cache before this one had the lock
     * @throws IOException if the cache is damaged
     * @throws IdpException {@link ProblemCode#BRANCH_REWRITTEN}; the cache's branch and memory do not change
     * @throws RefusedObject if a tree breaks Git's rules; the cache's branch and memory do not change
     */
    public Optional<ObjectId> fetch(Repository repository, @Nullable String ref, Fetcher.Selection selection)
            throws IOException {
        var remembered = remembered(repository);
        var before = refs(repository);
        return fetcher.list(repository, ref, selection, listed -> {
            var tip = listed.tip();
            if (tip.isPresent() && !isUnchanged(repository, tip.get(), before, remembered)) {
                cache.withExclusiveLock(locked -> {
                    if (!locked.equals(repository)) {
                        throw new Cache.Overtaken("the cache was opened again");
                    }
                    follow(locked, listed, tip.get(), before, remembered);
                    return true;
                });
            }
            return tip.map(Ref::getObjectId);
        });
    }

    private boolean isUnchanged(Repository repository, Ref tip, Map<String, ObjectId> before, List<SeenTip> remembered)
            throws IOException {
        return before.equals(Map.of(tip.getName(), tip.getObjectId()))
                && memory.recordUnchanged(repository, remembered, tip.getObjectId());
    }

    private static Map<String, ObjectId> refs(Repository repository) throws IOException {
        var refs = new HashMap<String, ObjectId>();
        for (var ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, REFUSED_REF)) {
            refs.put(ref.getName(), ref.getObjectId());
        }
        return refs;
    }

    /**
     * Downloads a tip and moves the cache's branch there, unless another thread or process did so meanwhile.
     *
     * @param before the cache's refs from before the remote was asked
     * @param remembered the memory from before the remote was asked; a later push is not in its answer
     * @throws Cache.Overtaken if another thread or process fetched something else meanwhile
     * @throws IdpException {@link ProblemCode#BRANCH_REWRITTEN}; the cache's branch and memory do not change
     */
    private void follow(
            Repository repository,
            Fetcher.Listed listed,
            Ref tip,
            Map<String, ObjectId> before,
            List<SeenTip> remembered)
            throws IOException {
        var known = refs(repository).get(tip.getName());
        var other = known == null || known.equals(before.get(tip.getName())) ? null : known;
        if (tip.getObjectId().equals(other)) {
            return;
        }
        if (other != null && before.isEmpty()) {
            throw new Cache.Overtaken("the cache was filled");
        }
        if (other != null && Cache.isAncestor(repository, tip.getObjectId(), other)) {
            // Either the answer is late, or the branch was set back.
            throw new Cache.Overtaken("the cache's branch is newer");
        }
        listed.download();
        if (other != null && !Cache.isAncestor(repository, other, tip.getObjectId())) {
            throw new Cache.Overtaken("the cache's branch was moved");
        }
        requireIntact(repository, tip);
        var droppedTip = droppedTip(repository, tip.getName(), tip.getObjectId(), remembered);
        if (droppedTip.isPresent()) {
            Cache.moveRef(repository, REFUSED_REF, tip.getObjectId());
            throw rewritten(repository, tip, droppedTip.get());
        }
        Cache.moveRef(repository, tip.getName(), tip.getObjectId());
        deleteOtherRefs(repository, tip);
        memory.recordFetch(repository, remembered, tip.getObjectId());
    }

    /** Refuses a tip with trees that break Git's rules. The trees of the cache's own branch were checked before. */
    private static void requireIntact(Repository cache, Ref tip) throws IOException {
        var known = cache.exactRef(tip.getName());
        try {
            TreeCheck.of(cache, known == null ? null : known.getObjectId(), tip.getObjectId());
        } catch (RefusedObject e) {
            Cache.moveRef(cache, REFUSED_REF, tip.getObjectId());
            throw e;
        }
    }

    /**
     * Refuses a missing branch that was seen before.
     *
     * @param remembered the memory from before the remote was asked; a later push created the branch
     */
    void requireNeverSeen(List<SeenTip> remembered) {
        for (var seen : remembered) {
            throw Problem.of(
                            ProblemCode.BRANCH_REWRITTEN,
                            "the branch does not exist any more; it was at "
                                    + seen.tip().name(),
                            url.toString(),
                            "restore it with git from a clone that has that commit")
                    .asException();
        }
    }

    /**
     * The tip that was seen before and is not in the branch's history, unless the platform accepted that; empty if
     * there is none.
     */
    public Optional<ObjectId> droppedTip(Repository cache, String ref, ObjectId tip, List<SeenTip> remembered)
            throws IOException {
        for (var seen : remembered) {
            if (!contains(cache, ref, tip, seen.tip()) && !isAccepted(cache, ref, tip, seen, remembered)) {
                return Optional.of(seen.tip());
            }
        }
        return Optional.empty();
    }

    /**
     * Compares histories. A dropped commit that was pushed directly is known by its name only until it is fetched;
     * clocks decide only if the server no longer has it.
     */
    private boolean isAccepted(Repository cache, String ref, ObjectId tip, SeenTip seen, List<SeenTip> remembered)
            throws IOException {
        if (!cache.getObjectDatabase().has(seen.tip())) {
            fetcher.fetchIfKept(cache, ref, seen.tip());
        }
        return acceptances.covers(cache, tip, seen, newestAvailable(cache, remembered));
    }

    /** A commit that was pushed directly and dropped before the next fetch is known by its id only. */
    private static Optional<ObjectId> newestAvailable(Repository cache, List<SeenTip> remembered) throws IOException {
        for (var seen : remembered) {
            if (cache.getObjectDatabase().has(seen.tip())) {
                return Optional.of(seen.tip());
            }
        }
        return Optional.empty();
    }

    private boolean contains(Repository cache, String ref, ObjectId tip, ObjectId seen) throws IOException {
        if (Cache.isAncestor(cache, seen, tip)) {
            return true;
        }
        if (Unshallow.isComplete(cache, tip)) {
            return false;
        }
        unshallow.fetchHistory(cache, ref);
        Unshallow.adopt(cache);
        return Cache.isAncestor(cache, seen, tip);
    }

    /** Deletes other refs, which only an accepted rewrite leaves, and which would keep the cache shallow. */
    private static void deleteOtherRefs(Repository cache, Ref tip) throws IOException {
        for (var ref : cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, REFUSED_REF)) {
            if (!ref.getName().equals(tip.getName())) {
                var removal = cache.updateRef(ref.getName());
                removal.setForceUpdate(true);
                removal.delete();
            }
        }
        if (Unshallow.isShallow(cache) && Unshallow.isComplete(cache, tip.getObjectId())) {
            cache.getObjectDatabase().setShallowCommits(Set.of());
        }
    }

    private IdpException rewritten(Repository cache, Ref tip, ObjectId seen) throws IOException {
        var now = tip.getObjectId().name();
        var was = seen.name();
        return Problem.of(
                        ProblemCode.BRANCH_REWRITTEN,
                        "the branch " + Quoted.of(Repository.shortenRefName(tip.getName())) + " was at " + was
                                + ", which is no longer in its history; it is now at " + now
                                + committed(cache, tip.getObjectId()),
                        url.toString(),
                        howToCompare(cache, seen, tip.getObjectId())
                                + "; restore the branch with git, or accept the rewrite with `idp accept-rewrite "
                                + abbreviated(now) + " --reason TEXT`")
                .asException();
    }

    /** Names only commits that are in the cache. */
    private static String howToCompare(Repository cache, ObjectId was, ObjectId now) throws IOException {
        var log = "`git --git-dir=" + cache.getDirectory() + " log ";
        if (cache.getObjectDatabase().has(was)) {
            return "compare both in the cache: " + log + abbreviated(was.name()) + ".." + abbreviated(now.name())
                    + "`, and the reverse " + abbreviated(now.name()) + ".." + abbreviated(was.name());
        }
        return "look at the new history in the cache: " + log + abbreviated(now.name())
                + "`; the cache does not contain " + abbreviated(was.name())
                + ", so look for it in another clone or in the server's log of pushes";
    }

    private static String committed(Repository cache, ObjectId tip) throws IOException {
        try (var commits = new RevWalk(cache)) {
            var committer = commits.parseCommit(tip).getCommitterIdent();
            return ", committed by " + Quoted.of(committer.getName() + " <" + committer.getEmailAddress() + ">")
                    + " at " + committer.getWhenAsInstant();
        }
    }

    private static String abbreviated(String id) {
        return id.substring(0, ABBREVIATION_LENGTH);
    }
}
