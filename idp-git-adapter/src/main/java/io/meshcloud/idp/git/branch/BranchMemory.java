// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.git.cache.TipFile;
import io.meshcloud.idp.git.cache.TipFile.SeenTip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tips last seen on the branch: by the cache, whose {@linkplain TipFile files} remember the last fetch and the last
 * push, and by this process, which remembers even if the cache is deleted. Thread-safe.
 */
public final class BranchMemory {
    private static final Logger LOG = LoggerFactory.getLogger(BranchMemory.class);

    private final Clock clock;
    private final AtomicReference<@Nullable SeenTip> own = new AtomicReference<>();

    public BranchMemory(Clock clock) {
        this.clock = clock;
    }

    /**
     * Records a push. The cache may not contain the commit yet, so a file in the cache's folder remembers it for the
     * next process.
     */
    public void recordPush(Path cache, ObjectId tip) {
        var seen = new SeenTip(tip.copy(), clock.instant());
        own.set(seen);
        try {
            TipFile.PUSHED.write(cache, seen);
        } catch (IOException e) {
            LOG.info("the cache in {} did not record a push: {}", cache, e.toString());
        }
    }

    /**
     * Records a fetched tip, unless this process recorded another one since: its own push is newer. Forgets a push that
     * the fetch brought. Requires {@link io.meshcloud.idp.git.cache.Cache#withExclusiveLock}.
     *
     * @param remembered the memory from before the remote was asked
     */
    void recordFetch(Repository cache, List<SeenTip> remembered, ObjectId tip) throws IOException {
        var folder = cache.getDirectory().toPath();
        var seen = new SeenTip(tip.copy(), clock.instant());
        if (!TipFile.FETCHED.read(folder).map(SeenTip::tip).equals(Optional.of(seen.tip()))) {
            TipFile.FETCHED.write(folder, seen);
        }
        var push = TipFile.PUSHED.read(folder);
        if (push.isEmpty()
                || remembered.stream().anyMatch(it -> it.tip().equals(push.get().tip()))) {
            TipFile.PUSHED.delete(folder);
        }
        recordOwn(remembered, seen);
    }

    /**
     * Records a fetched tip if the files have it already. Needs no lock.
     *
     * @param remembered the memory from before the remote was asked
     * @return whether the tip is all that is remembered; if not, nothing was recorded
     */
    boolean recordUnchanged(Repository cache, List<SeenTip> remembered, ObjectId tip) throws IOException {
        var folder = cache.getDirectory().toPath();
        if (remembered.stream().anyMatch(seen -> !seen.tip().equals(tip))
                || TipFile.FETCHED
                        .read(folder)
                        .filter(seen -> seen.tip().equals(tip))
                        .isEmpty()
                || TipFile.PUSHED.read(folder).isPresent()) {
            return false;
        }
        recordOwn(remembered, new SeenTip(tip.copy(), clock.instant()));
        return true;
    }

    private void recordOwn(List<SeenTip> remembered, SeenTip seen) {
        var before = own.get();
        if (before == null || remembered.contains(before)) {
            own.compareAndSet(before, seen);
        }
    }

    /** The tips that the history of any later tip must contain; empty if this machine never saw the branch. */
    List<SeenTip> seenTips(Repository cache) throws IOException {
        var seen = new ArrayList<SeenTip>();
        Optional.ofNullable(own.get()).ifPresent(seen::add);
        for (var file : List.of(TipFile.PUSHED, TipFile.FETCHED)) {
            file.read(cache.getDirectory().toPath())
                    .filter(it -> seen.stream().noneMatch(known -> known.tip().equals(it.tip())))
                    .ifPresent(seen::add);
        }
        return seen;
    }
}
