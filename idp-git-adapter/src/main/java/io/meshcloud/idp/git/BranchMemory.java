package io.meshcloud.idp.git;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Which tips were seen on the branch last: by whoever used the cache, whose branch it is that remembers, and by this
 * process, which remembers also when the cache is thrown away under it. Safe for many threads.
 */
final class BranchMemory {
    private final Clock clock;
    private final AtomicReference<@Nullable Seen> mine = new AtomicReference<>();

    BranchMemory(Clock clock) {
        this.clock = clock;
    }

    /**
     * A tip that was on the branch.
     *
     * @param at when this process saw it; for one that only the cache remembers, now
     */
    record Seen(ObjectId tip, Instant at) {}

    /** Takes note of what the branch is known to be at. */
    void saw(ObjectId tip) {
        mine.set(new Seen(tip.copy(), clock.instant()));
    }

    /** The same, unless this process saw another tip since these were asked for: what it pushed itself is newer. */
    void sawAfter(List<Seen> remembered, ObjectId tip) {
        var before = mine.get();
        if (before == null || remembered.contains(before)) {
            mine.compareAndSet(before, new Seen(tip.copy(), clock.instant()));
        }
    }

    /** What must be in the history of any later tip; none if nobody here saw the branch. Wants {@link Cache#alone}. */
    List<Seen> in(Repository cache) throws IOException {
        var seen = new ArrayList<Seen>();
        var remembered = mine.get();
        if (remembered != null) {
            seen.add(remembered);
        }
        for (var ref : cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
            var tip = ref.getObjectId();
            if (tip != null && (remembered == null || !remembered.tip().equals(tip))) {
                seen.add(new Seen(tip, clock.instant()));
            }
        }
        return seen;
    }
}
