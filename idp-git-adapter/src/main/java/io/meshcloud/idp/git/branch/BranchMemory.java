package io.meshcloud.idp.git.branch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tips were seen on the branch last: by whoever used the cache, whose branch it is that remembers, and by this
 * process, which remembers also when the cache is thrown away under it. Safe for many threads.
 */
public final class BranchMemory {
    private static final Logger LOG = LoggerFactory.getLogger(BranchMemory.class);

    /** Holds the name of the commit that was pushed last, until a fetch brings it. */
    private static final String PUSHED = "idp-pushed";

    private final Clock clock;
    private final AtomicReference<@Nullable Seen> mine = new AtomicReference<>();

    public BranchMemory(Clock clock) {
        this.clock = clock;
    }

    /**
     * A tip that was on the branch.
     *
     * @param at when this process saw it; for one that only the cache remembers, now
     */
    record Seen(ObjectId tip, Instant at) {}

    /**
     * Takes note of what was put on the branch. The cache may not have it yet, so a file beside its branch remembers it for
     * the next process.
     */
    public void pushed(Path cache, ObjectId tip) {
        mine.set(new Seen(tip.copy(), clock.instant()));
        try {
            // Never half of it: an empty file would be no memory at all.
            var fresh = Files.createTempFile(cache, "tmp_", PUSHED);
            Files.writeString(fresh, tip.name());
            Files.move(fresh, cache.resolve(PUSHED), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.info("the cache in {} did not take note of a push: {}", cache, e.toString());
        }
    }

    /** The cache's branch is at a tip that takes all of these in. Wants {@code Cache#alone}. */
    void followed(Repository cache, List<Seen> remembered) throws IOException {
        var pushed = pushed(cache);
        if (pushed.isPresent()
                && remembered.stream().anyMatch(seen -> seen.tip().equals(pushed.get()))) {
            Files.deleteIfExists(cache.getDirectory().toPath().resolve(PUSHED));
        }
    }

    private static Optional<ObjectId> pushed(Repository cache) throws IOException {
        try {
            var name = Files.readString(cache.getDirectory().toPath().resolve(PUSHED), StandardCharsets.ISO_8859_1);
            return ObjectId.isId(name) ? Optional.of(ObjectId.fromString(name)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The same, unless this process saw another tip since these were asked for: what it pushed itself is newer. */
    void sawAfter(List<Seen> remembered, ObjectId tip) {
        var before = mine.get();
        if (before == null || remembered.contains(before)) {
            mine.compareAndSet(before, new Seen(tip.copy(), clock.instant()));
        }
    }

    /** What must be in the history of any later tip; none if nobody here saw the branch. Wants {@code Cache#alone}. */
    List<Seen> in(Repository cache) throws IOException {
        var seen = new ArrayList<Seen>();
        var remembered = mine.get();
        if (remembered != null) {
            seen.add(remembered);
        }
        var tips = new LinkedHashSet<ObjectId>();
        pushed(cache).ifPresent(tips::add);
        for (var ref : cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
            if (ref.getObjectId() != null) {
                tips.add(ref.getObjectId());
            }
        }
        tips.stream()
                .filter(tip -> remembered == null || !remembered.tip().equals(tip))
                .forEach(tip -> seen.add(new Seen(tip, clock.instant())));
        return seen;
    }
}
