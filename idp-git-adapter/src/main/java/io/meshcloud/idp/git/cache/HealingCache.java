// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache with repair: if work finds the cache damaged, the cache is recreated and the work runs once more. What fails
 * on a fresh cache, too, is reported. Thread-safe.
 *
 * @param fetch fetches the branch into an empty cache
 */
public record HealingCache(Cache cache, Cache.Work<?> fetch) {
    private static final Logger LOG = LoggerFactory.getLogger(HealingCache.class);

    /** Work that uses the cache by itself. An {@link IOException} means that the cache is damaged. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws IOException;
    }

    /** Reads the cache concurrently with others. */
    public <T> T read(Cache.Work<T> work) {
        return run(() -> cache.withSharedAccess(work));
    }

    /** Runs work that uses the cache by itself. */
    public <T> T run(Step<T> step) {
        var used = cache.generation();
        try {
            try {
                return step.run();
            } catch (IOException e) {
                logDamage(e);
            }
            cache.withExclusiveLock(repository -> fetch.on(cache.recreate(used)));
            return step.run();
        } catch (IOException e) {
            throw cache.unusable(e);
        } catch (CallerFailure e) {
            throw e.rethrown();
        }
    }

    /** Changes the cache under its exclusive lock. */
    public <T> T update(Cache.Work<T> work) {
        try {
            return cache.withExclusiveLock(repository -> {
                var used = cache.generation();
                try {
                    return Cache.guarded(work, repository);
                } catch (IOException e) {
                    logDamage(e);
                    return work.on(cache.recreate(used));
                }
            });
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    public void logDamage(IOException damage) {
        LOG.info("the cache in {} is damaged ({}); fetching it again", cache.path(), damage.toString());
    }
}
