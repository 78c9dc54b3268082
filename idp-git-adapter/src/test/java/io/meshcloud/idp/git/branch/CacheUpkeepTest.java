// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.cache.CacheLock;
import io.meshcloud.idp.git.cache.CachePacking;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheUpkeepTest {
    private static final int COMMITS = Unshallow.FIRST_DEPTH + 20;

    @TempDir
    private Path scratch;

    private BareRepository remote;

    @BeforeEach
    void fill() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commits(
                "main",
                "commit",
                IntStream.rangeClosed(1, COMMITS)
                        .mapToObj(i -> Map.of("a/file", Bytes.utf8("text " + i)))
                        .toList());
    }

    private Path cache() throws IOException {
        try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
            return folders.iterator().next();
        }
    }

    private static int history(GitStateRepository with, Snapshot from) {
        var told = new AtomicInteger();
        with.history(from, path("a/file"), revision -> told.incrementAndGet() > 0);
        return told.get();
    }

    /** A cache before any background work: its process was killed right after the first fetch. */
    private void startCold() throws IOException {
        try (var held = holdUpkeep();
                var repository = GitFixture.local(remote, scratch)) {
            assertThat(held).isNotNull();
            repository.snapshot();
        }
        assertThat(cache().resolve("shallow")).exists();
    }

    /** Keeps upkeep in the background from its work. */
    private CacheLock holdUpkeep() throws IOException {
        return GitFixture.holdUpkeep(GitFixture.local(remote, scratch), scratch);
    }

    @Nested
    class A_cold_start {

        @Test
        void is_shallow_and_can_read_and_write() throws IOException {
            startCold();
            try (var held = holdUpkeep();
                    var repository = GitFixture.local(remote, scratch)) {
                assertThat(held).isNotNull();
                remote.commit("main", "more", Map.of("a/file", Bytes.utf8("more")));
                var base = repository.snapshot();

                assertThat(repository.commit(base, List.of(put("b/file", "1"))))
                        .isInstanceOf(CommitResult.Committed.class);
                assertThat(cache().resolve("shallow")).exists();
            }
            assertThat(remote.commits("main")).isEqualTo(COMMITS + 2);
            remote.assertIntact();
        }

        @Test
        void is_completed_after_the_first_fetch() throws IOException {
            try (var repository = GitFixture.local(remote, scratch)) {
                repository.snapshot();
            }

            assertThat(cache().resolve("shallow")).doesNotExist();
        }

        @Test
        void is_completed_immediately_when_history_is_read() throws IOException {
            startCold();
            var repository = GitFixture.local(remote, scratch);
            var snapshot = repository.snapshot();

            assertThat(history(repository, snapshot)).isEqualTo(COMMITS);
            assertThat(repository.at(snapshot, remote.git("rev-list", "--max-parents=0", "main")))
                    .isPresent();
            repository.close();
        }

        @Test
        void is_deepened_by_one_process_while_another_works_on() throws IOException {
            startCold();
            try (var deepens = GitFixture.local(remote, scratch);
                    var works = GitFixture.local(remote, scratch)) {
                var before = works.snapshot();
                assertThat(history(deepens, deepens.snapshot())).isEqualTo(COMMITS);

                assertThat(works.commit(before, List.of(put("b/file", "1"))))
                        .isInstanceOf(CommitResult.Committed.class);
                assertThat(history(works, before)).isEqualTo(COMMITS);
            }
            remote.assertIntact();
        }
    }

    @Nested
    @Slow
    class A_long_history {
        /** Changes of another file; the tested file changes only occasionally. */
        private static final int OTHERS = 1_200;

        /** Late background work would otherwise prepare the repository before the test looks. */
        @BeforeEach
        void write() throws IOException {
            try (var held = holdUpkeep();
                    var repository = GitFixture.local(remote, scratch)) {
                assertThat(held).isNotNull();
                var changes = new ArrayList<Change>();
                for (int i = 0; i < OTHERS; i++) {
                    changes.add(put("other/file", "text " + i));
                    if (i % 100 == 0) {
                        changes.add(put("a/file", "more " + i));
                    }
                }
                GitFixture.commit(repository, changes.toArray(Change[]::new));
            }
        }

        /** The upkeep, with the installed git or with JGit alone. */
        private void tend(boolean withGit) throws IOException {
            var config = GitFixture.config(remote.folder().toString(), scratch);
            var unshallow = new Unshallow(new Fetcher(config, RemoteUrl.parse(config.url())));
            var git = InstalledGit.find(config.environment());
            assertThat(git).isPresent();
            var upkeep = new CacheUpkeep(
                    GitConfig.Upkeep.AHEAD,
                    new Cache(scratch.resolve("cache"), cache().getFileName().toString()),
                    unshallow,
                    new CachePacking(withGit ? git.get() : null));
            assertThat(upkeep.completeHistory(Duration.ofMinutes(1))).isTrue();
            upkeep.run();
        }

        private Path graph() throws IOException {
            return cache().resolve("objects/info/commit-graph");
        }

        @ParameterizedTest(name = "with git: {0}")
        @ValueSource(booleans = {true, false})
        void is_complete_even_if_most_of_it_is_skipped(boolean withGit) throws IOException {
            tend(withGit);

            assertThat(graph()).exists();
            try (var repository = GitFixture.local(remote, scratch)) {
                assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS + OTHERS / 100);
            }
        }

        @ParameterizedTest(name = "with git: {0}")
        @ValueSource(booleans = {true, false})
        void is_complete_even_if_the_commit_graph_is_damaged(boolean withGit) throws IOException {
            tend(withGit);
            var bytes = Files.readAllBytes(graph());
            Arrays.fill(bytes, bytes.length - 1_000, bytes.length - 100, (byte) 0);
            makeWritable(graph());
            Files.write(graph(), bytes);

            try (var repository = GitFixture.local(remote, scratch)) {
                assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS + OTHERS / 100);
            }
        }

        @ParameterizedTest(name = "with git: {0}")
        @ValueSource(booleans = {true, false})
        void is_repacked_from_many_packs_into_few(boolean withGit) throws IOException {
            try (var held = holdUpkeep();
                    var repository = GitFixture.local(remote, scratch)) {
                assertThat(held).isNotNull();
                for (int i = 0; packs() <= CacheUpkeep.MAX_PACKS; i++) {
                    remote.commit("main", "later " + i, Map.of("later/file", Bytes.utf8("text " + i)));
                    repository.snapshot();
                }
            }

            tend(withGit);

            assertThat(packs()).isLessThan(CacheUpkeep.MAX_PACKS / 2);
            try (var repository = GitFixture.local(remote, scratch)) {
                assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS + OTHERS / 100);
            }
            remote.git("--git-dir=" + cache(), "fsck", "--strict");
        }

        @Test
        void is_prepared_for_readers_if_git_is_installed() throws IOException {
            try (var held = holdUpkeep();
                    var repository = GitFixture.local(remote, scratch)) {
                assertThat(held).isNotNull();
                repository.snapshot();
            }
            assertThat(graph()).doesNotExist();
            var config =
                    GitFixture.config(remote.folder().toString(), scratch).withUpkeep(GitConfig.Upkeep.WHEN_CROWDED);

            try (var repository = new GitStateRepository(config)) {
                assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS + OTHERS / 100);
            }
            assertThat(graph()).exists();
        }

        private int packs() throws IOException {
            try (var files = Files.newDirectoryStream(cache().resolve("objects/pack"), "*.pack")) {
                int count = 0;
                for (var ignored : files) {
                    count++;
                }
                return count;
            }
        }

        /** Git writes these files read-only. */
        private static void makeWritable(Path file) {
            assertThat(file.toFile().setWritable(true)).isTrue();
        }
    }

    @Nested
    class A_file_of_a_killed_process {

        @Test
        void that_is_incomplete_is_removed_before_the_next_upkeep() throws IOException {
            startCold();
            var left = List.of("objects/incoming_1.pack", "objects/pack/gc_1.pack_tmp", "gc.pid");
            for (var file : left) {
                Files.writeString(cache().resolve(file), "");
            }
            try (var repository = GitFixture.local(remote, scratch)) {
                assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS);
            }

            assertThat(left)
                    .allSatisfy(file -> assertThat(cache().resolve(file)).doesNotExist());
        }
    }
}
