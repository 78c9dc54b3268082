// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that read, push, fetch and pack at the same time: each gets right answers, and none of them damages the
 * cache.
 */
@Timeout(180)
class CacheRaceTest {
    private static final int PUSHES = 15;
    private static final int READERS = 2;

    @TempDir
    private Path scratch;

    private final AtomicBoolean done = new AtomicBoolean();

    private Path folder() throws IOException {
        try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
            return folders.iterator().next();
        }
    }

    @Test
    void the_cache_survives_its_users() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("a/file", Bytes.utf8("0")));
        try (var repository = GitFixture.local(remote, scratch)) {
            repository.snapshot();
            var marker = folder().resolve(CacheContents.MARKER);
            var generation = Files.readString(marker);
            var threads = Executors.newCachedThreadPool();
            var running = new ArrayList<Future<?>>();
            running.add(threads.submit(whole(() -> pack(folder()))));
            for (int i = 0; i < READERS; i++) {
                running.add(threads.submit(whole(() -> read(repository))));
            }
            try {
                for (int i = 1; i <= PUSHES; i++) {
                    commit(repository, put("a/file", Integer.toString(i)));
                }
            } finally {
                done.set(true);
            }
            for (var thread : running) {
                thread.get();
            }
            threads.shutdown();

            assertThat(Files.readString(marker)).isEqualTo(generation);
            var revisions = new ArrayList<String>();
            repository.history(repository.snapshot(), path("a/file"), revision -> revisions.add(text(revision.file())));
            assertThat(revisions).hasSize(PUSHES + 1);
        }
    }

    @FunctionalInterface
    private interface Round {
        void run() throws IOException;
    }

    private Callable<Boolean> whole(Round round) {
        return () -> {
            while (!done.get()) {
                round.run();
            }
            return true;
        };
    }

    private static String text(StateFile file) {
        return ((StateFile.Regular) file).bytes().asText();
    }

    /** The first revision of a walk is what its snapshot has, and the walk reaches the first commit. */
    private static void read(GitStateRepository repository) {
        var snapshot = repository.snapshot();
        var now = text(snapshot.read(path("a/file")));
        var revisions = new ArrayList<String>();
        repository.history(snapshot, path("a/file"), revision -> revisions.add(text(revision.file())));
        assertThat(revisions.get(0)).isEqualTo(now);
        assertThat(revisions).hasSize(Integer.parseInt(now) + 1);
    }

    private void pack(Path folder) throws IOException {
        var cache = new Cache(folder.getParent(), folder.getFileName().toString());
        var packing = new CachePacking(
                InstalledGit.find(config("unused", scratch).environment()).orElseThrow());
        cache.withUpkeepLock(
                Duration.ofMinutes(1),
                () -> cache.withOwnRepository(repository -> {
                    packing.pack(repository);
                    packing.writeGraph(repository);
                    return true;
                }));
    }
}
