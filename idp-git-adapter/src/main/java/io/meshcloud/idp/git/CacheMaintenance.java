package io.meshcloud.idp.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cache from growing without bound: each fetch adds a small pack and each commit of ours loose objects, and
 * every push and every read gets slower with their number. Once they are many they become one pack.
 */
final class CacheMaintenance {
    private static final Logger LOG = LoggerFactory.getLogger(CacheMaintenance.class);

    /** As git's own {@code gc.autoPackLimit}. */
    private static final int PACKS = 50;

    /** In one of the 256 folders, so about 6,900 in all; as git's own {@code gc.auto}. */
    private static final int LOOSE_SAMPLE = 27;

    private CacheMaintenance() {}

    /** Wants {@link Cache#alone}. */
    static void runIfDue(Repository cache) throws IOException {
        var objects = cache.getDirectory().toPath().resolve("objects");
        if (count(objects.resolve("pack"), "*.pack") <= PACKS && count(objects.resolve("17"), "*") <= LOOSE_SAMPLE) {
            return;
        }
        LOG.info("packing the cache in {}", cache.getDirectory());
        try (var git = Git.wrap(cache)) {
            git.gc().call();
        } catch (GitAPIException e) {
            throw new IOException(e);
        }
    }

    private static int count(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int count = 0;
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            for (var ignored : files) {
                count++;
            }
        }
        return count;
    }
}
