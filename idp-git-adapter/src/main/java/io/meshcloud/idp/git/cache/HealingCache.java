// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.time.Duration;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache with repair. Work that fails may have met a damaged cache, or files that upkeep replaced at that moment. So
 * it is repeated while no upkeep runs, on files that were opened again. The cache is recreated only if the work fails
 * there, too; then the work runs a last time. A failure on a fresh cache is reported. Thread-safe.
 *
 * @param fetch fetches the branch into an empty cache
 * @param probe fetches the branch without remembering anything, to see whether the server is to blame
 */
public record HealingCache(Cache cache, Cache.Work<?> fetch, Cache.Work<?> probe) {
    private static final Logger LOG = LoggerFactory.getLogger(HealingCache.class);

    /** More than packing takes. Completing a long history takes longer, but deletes nothing. */
    private static final Duration UPKEEP_PATIENCE = Duration.ofSeconds(30);

    private static final Preparation NOTHING = () -> {};

    /** Brings into the cache what a read needs. */
    @FunctionalInterface
    public interface Preparation {
        /**
         * @throws IOException if the cache is damaged, or may be
         */
        void run() throws IOException;
    }

    /** Reads the cache concurrently with others. */
    public <T> T read(Cache.Work<T> work) {
        return read(NOTHING, work, work);
    }

    /** Reads the cache concurrently with others, after a preparation, which is repeated with each attempt. */
    public <T> T read(Preparation preparation, Cache.Work<T> work) {
        return read(preparation, work, work);
    }

    /**
     * Reads the cache concurrently with others.
     *
     * @param last replaces the work in a cache that was recreated, which may contain less
     */
    public <T> T read(Cache.Work<T> work, Cache.Work<T> last) {
        return read(NOTHING, work, last);
    }

    private <T> T read(Preparation preparation, Cache.Work<T> work, Cache.Work<T> last) {
        var used = new Used(cache.view());
        return reporting(() -> {
            try {
                return attempt(preparation, work);
            } catch (IOException e) {
                suspect(e);
            }
            try {
                return withoutUpkeep(() -> {
                    cache.withExclusiveLock(repository -> reopen(used));
                    return attempt(preparation, work);
                });
            } catch (IOException e) {
                requireDamage(e);
            }
            cache.withExclusiveLock(repository -> fetch.on(cache.recreate(used.view)));
            return attempt(preparation, last);
        });
    }

    private <T> T attempt(Preparation preparation, Cache.Work<T> work) throws IOException {
        if (preparation == NOTHING) {
            return cache.withSharedAccess(work);
        }
        var before = cache.generation();
        preparation.run();
        var result = cache.withSharedAccess(work);
        if (!before.equals(cache.generation())) {
            throw new IOException("the cache was recreated meanwhile, and contains less");
        }
        return result;
    }

    /** Changes the cache under its exclusive lock. */
    public <T> T update(Cache.Work<T> work) {
        return update(() -> cache.withExclusiveLock(work), work);
    }

    /** Changes the cache by work that takes the exclusive lock itself; see {@link Cache#withLockForChanges}. */
    public <T> T refresh(Cache.Work<T> work) {
        return update(() -> cache.withLockForChanges(work), work);
    }

    private <T> T update(Cache.Step<T> first, Cache.Work<T> work) {
        var used = new Used(cache.view());
        return reporting(() -> {
            try {
                return first.run();
            } catch (IOException e) {
                suspect(e);
            }
            return withoutUpkeep(() -> cache.withExclusiveLock(repository -> {
                try {
                    return Cache.guarded(work, reopen(used));
                } catch (IOException e) {
                    requireDamage(e);
                }
                return work.on(cache.recreate(used.view));
            }));
        });
    }

    /** The view of the cache that the last attempt used. For one thread. */
    private static final class Used {
        private Cache.View view;

        Used(Cache.View view) {
            this.view = view;
        }
    }

    private Repository reopen(Used used) throws IOException {
        var fresh = cache.reopen(used.view);
        used.view = cache.view();
        return fresh;
    }

    private <T> T withoutUpkeep(Cache.Step<T> step) throws IOException {
        var result = cache.withUpkeepLock(UPKEEP_PATIENCE, step);
        return result.isPresent() ? result.get() : step.run();
    }

    private <T> T reporting(Cache.Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw cache.unusable(e);
        } catch (CallerFailure e) {
            throw e.rethrown();
        }
    }

    private void suspect(IOException failure) {
        requireNotInterrupted(failure);
        LOG.debug("the cache in {} may be damaged ({}); trying once more", cache.path(), failure.toString());
    }

    private void requireDamage(IOException damage) throws IOException {
        requireNotInterrupted(damage);
        if (!cache.isDamaged(damage, probe)) {
            throw damage;
        }
        LOG.info("the cache in {} is damaged ({}); fetching it again", cache.path(), damage.toString());
    }

    /** An interrupt closes the files that this thread reads, so its failure says nothing about the cache. */
    private void requireNotInterrupted(IOException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw cache.interrupted().asException(failure);
        }
    }
}
