package io.meshcloud.idp.git.cache;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache for those who need not know that it can be damaged: what finds it so makes it anew, and is done once more.
 * Safe for many threads.
 *
 * @param fetch brings the branch into a cache that is empty
 */
public record HealingCache(Cache cache, Cache.Work<?> fetch) {
    private static final Logger LOG = LoggerFactory.getLogger(HealingCache.class);

    /** Asks it beside others. */
    public <T> T reading(Cache.Work<T> work) {
        var used = cache.name();
        try {
            return cache.shared(work);
        } catch (IOException e) {
            tell(e);
        }
        try {
            cache.alone(repository -> fetch.on(cache.renew(used)));
            return cache.shared(work);
        } catch (IOException e) {
            throw cache.broken(e);
        }
    }

    /** Asks the remote, and changes the cache by the answer. */
    public <T> T fetching(Cache.Work<T> work) {
        try {
            return cache.alone(repository -> {
                var used = cache.name();
                try {
                    return work.on(repository);
                } catch (IOException e) {
                    tell(e);
                    return work.on(cache.renew(used));
                }
            });
        } catch (IOException e) {
            throw cache.broken(e);
        }
    }

    public void tell(IOException damage) {
        LOG.info("the cache in {} is damaged ({}); fetching anew", cache.path(), damage.toString());
    }
}
