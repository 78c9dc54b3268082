// SPDX-License-Identifier: Apache-2.0

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
 * The tips last seen on the branch: by the cache, whose branch remembers its last fetch, and by this process, which
 * remembers even if the cache is deleted. Thread-safe.
 */
public final class BranchMemory {
    private static final Logger LOG = LoggerFactory.getLogger(BranchMemory.class);

    /** The file with the id of the last pushed commit, until a fetch brings that commit. */
    private static final String PUSHED_FILE = "idp-pushed";

    private final Clock clock;
    private final AtomicReference<@Nullable SeenTip> own = new AtomicReference<>();

    public BranchMemory(Clock clock) {
        this.clock = clock;
    }

    /**
     * A tip that was on the branch.
     *
     * @param at when this process saw it; the current time for a tip that only the cache remembers
     */
    record SeenTip(ObjectId tip, Instant at) {}

    /**
     * Records a push. The cache may not contain the commit yet, so a file in the cache's folder remembers it for the
     * next process.
     */
    public void recordPush(Path cache, ObjectId tip) {
        own.set(new SeenTip(tip.copy(), clock.instant()));
        try {
            // Replaced atomically: an empty file would forget the push.
            var temporary = Files.createTempFile(cache, "tmp_", PUSHED_FILE);
            Files.writeString(temporary, tip.name());
            Files.move(temporary, cache.resolve(PUSHED_FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.info("the cache in {} did not record a push: {}", cache, e.toString());
        }
    }

    /**
     * Forgets the recorded push once the cache's branch contains it. Requires
     * {@link io.meshcloud.idp.git.cache.Cache#withExclusiveLock}.
     */
    void forgetPush(Repository cache, List<SeenTip> remembered) throws IOException {
        var push = lastPush(cache);
        if (push.isPresent() && remembered.stream().anyMatch(seen -> seen.tip().equals(push.get()))) {
            Files.deleteIfExists(cache.getDirectory().toPath().resolve(PUSHED_FILE));
        }
    }

    private static Optional<ObjectId> lastPush(Repository cache) throws IOException {
        try {
            var name =
                    Files.readString(cache.getDirectory().toPath().resolve(PUSHED_FILE), StandardCharsets.ISO_8859_1);
            return ObjectId.isId(name) ? Optional.of(ObjectId.fromString(name)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Records a fetched tip, unless this process recorded another one since: its own push is newer. */
    void recordFetch(List<SeenTip> remembered, ObjectId tip) {
        var before = own.get();
        if (before == null || remembered.contains(before)) {
            own.compareAndSet(before, new SeenTip(tip.copy(), clock.instant()));
        }
    }

    /**
     * The tips that the history of any later tip must contain; empty if this machine never saw the branch. Requires
     * {@link io.meshcloud.idp.git.cache.Cache#withExclusiveLock}.
     */
    List<SeenTip> seenTips(Repository cache) throws IOException {
        var seen = new ArrayList<SeenTip>();
        var remembered = own.get();
        if (remembered != null) {
            seen.add(remembered);
        }
        var tips = new LinkedHashSet<ObjectId>();
        lastPush(cache).ifPresent(tips::add);
        for (var ref : cache.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
            if (ref.getObjectId() != null) {
                tips.add(ref.getObjectId());
            }
        }
        tips.stream()
                .filter(tip -> remembered == null || !remembered.tip().equals(tip))
                .forEach(tip -> seen.add(new SeenTip(tip, clock.instant())));
        return seen;
    }
}
