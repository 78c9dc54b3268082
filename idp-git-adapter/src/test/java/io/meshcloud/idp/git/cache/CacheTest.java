// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.ReadOnlyFolder;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitStateRepository repository;

    @BeforeEach
    void fill() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        for (int i = 1; i <= 3; i++) {
            remote.commit("main", "commit " + i, Map.of("a/b/file", Bytes.utf8("text " + i)));
        }
        repository = open();
    }

    private GitStateRepository open() {
        return GitFixture.local(remote, scratch);
    }

    private Path cache() throws IOException {
        try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
            return folders.iterator().next();
        }
    }

    private List<Path> files(String below, String ending) throws IOException {
        try (var files = Files.walk(cache().resolve(below))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void assertWorks(GitStateRepository with, Snapshot old) {
        assertThat(old.read(path("a/b/file"))).isEqualTo(new StateFile.Regular(Bytes.utf8("text 3")));
        var told = new ArrayList<StateFile>();
        with.history(old, path("a/b/file"), revision -> told.add(revision.file()));
        assertThat(told).hasSize(3);
        var now = with.snapshot();
        assertThat(now.find("file")).containsExactly(path("a/b/file"));
        commit(with, put("a/c", "new"));
        assertThat(remote.commits("main")).isEqualTo(4);
        remote.assertIntact();
    }

    @Nested
    class That_is_deleted {

        @Test
        void between_two_calls_is_recreated() throws IOException {
            var snapshot = repository.snapshot();

            delete(scratch.resolve("cache"));

            assertWorks(repository, snapshot);
        }

        @Test
        void before_a_commit_is_recreated() throws IOException {
            var snapshot = repository.snapshot();

            delete(scratch.resolve("cache"));

            assertThat(repository.commit(snapshot, List.of(put("file", "1"))))
                    .isInstanceOf(io.meshcloud.idp.spi.state.CommitResult.Committed.class);
        }
    }

    @Nested
    @Slow
    class That_is_broken {

        @Test
        void by_truncated_packs_is_fetched_again() throws IOException {
            repository.snapshot();
            for (var pack : files("objects", ".pack")) {
                try (var file = FileChannel.open(pack, StandardOpenOption.WRITE)) {
                    file.truncate(40);
                }
            }

            var another = open();
            assertWorks(another, another.snapshot());
        }

        @Test
        void by_missing_objects_is_fetched_again() throws IOException {
            var snapshot = repository.snapshot();
            for (var pack : files("objects", "")) {
                Files.delete(pack);
            }

            var another = open();
            assertWorks(another, another.snapshot());
            assertThat(snapshot.read(path("a/b/file"))).isInstanceOf(StateFile.Regular.class);
        }

        @Test
        void by_garbage_everywhere_is_fetched_again() throws IOException {
            repository.snapshot();
            for (var file : files("", "")) {
                file.toFile().setWritable(true);
                Files.write(file, new byte[] {(byte) 0xc3, 0x28, 'g', 'a', 'r', 'b', 'a', 'g', 'e'});
            }

            var another = open();
            assertWorks(another, another.snapshot());
        }

        @Test
        void by_garbage_in_its_settings_is_fetched_again() throws IOException {
            repository.snapshot();
            Files.writeString(cache().resolve("config"), "[core\nrepositoryformatversion = 99");

            var another = open();
            assertWorks(another, another.snapshot());
        }

        @Test
        void by_garbage_in_its_settings_is_fetched_again_by_a_running_process() throws IOException {
            var snapshot = repository.snapshot();
            Files.writeString(cache().resolve("config"), "[core\nrepositoryformatversion = 99");
            assertThat(snapshot.find("file")).isNotEmpty();
            Files.writeString(cache().resolve("config"), "[core\nrepositoryformatversion = 98");

            assertWorks(repository, snapshot);
        }

        /** The damage, in the cache's folder: a file, or all files with a suffix. */
        @ParameterizedTest
        @CsvSource({
            "objects/pack, .idx, LOST",
            "objects/pack, .idx, GARBLED",
            "objects/pack, .pack, LOST",
            "objects/pack, .pack, GARBLED",
            "objects/info, commit-graph, GARBLED",
            "objects/info, commit-graph, CUT",
            "shallow, '', GARBLED",
            "refs/heads, main, GARBLED",
            "refs/heads, main, CUT",
            "refs/heads, main, LOST",
            "HEAD, '', CUT",
            "HEAD, '', LOST",
            "idp-pushed, '', GARBLED",
            "idp-pushed, '', CUT",
        })
        void in_one_file_is_repaired(String place, String ending, Damage damage) throws IOException {
            repository.snapshot();
            var config = config(remote.folder().toString(), scratch);
            new CachePacking(InstalledGit.find(config.environment()).orElseThrow())
                    .writeGraph(
                            new RepositoryBuilder().setGitDir(cache().toFile()).build());
            if (ending.isEmpty()) {
                damage.to(cache().resolve(place));
            } else {
                var files = files(place, ending);
                assertThat(files).isNotEmpty();
                for (var file : files) {
                    damage.to(file);
                }
            }

            var another = open();
            assertWorks(another, another.snapshot());
        }

        @Test
        void whose_creation_was_killed_is_recreated() throws IOException {
            repository.snapshot();
            Files.delete(cache().resolve("idp-cache"));
            Files.delete(cache().resolve("HEAD"));

            var another = open();
            assertWorks(another, another.snapshot());
        }
    }

    /** Kinds of damage to a file. */
    enum Damage {
        LOST {
            @Override
            void to(Path file) throws IOException {
                Files.deleteIfExists(file);
            }
        },
        CUT {
            @Override
            void to(Path file) throws IOException {
                var bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                rewrite(file, Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        GARBLED {
            @Override
            void to(Path file) throws IOException {
                rewrite(file, new byte[] {(byte) 0xc3, 0x28, 'g', 'a', 'r', 'b', 'a', 'g', 'e', '\n'});
            }
        };

        abstract void to(Path file) throws IOException;

        private static void rewrite(Path file, byte[] bytes) throws IOException {
            Files.deleteIfExists(file);
            Files.write(file, bytes);
        }
    }

    @Nested
    class With_locks_of_a_killed_process {

        @Test
        void is_still_used() throws IOException {
            var snapshot = repository.snapshot();
            remote.commit("main", "theirs", Map.of("a/b/other", Bytes.utf8("1")));
            var name = Files.readString(cache().resolve("idp-cache"));
            for (var lock : List.of(
                    "refs/heads/main.lock", "packed-refs.lock", "shallow.lock", "HEAD.lock", "config.lock", "gc.pid")) {
                Files.writeString(cache().resolve(lock), "");
            }

            assertThat(open().snapshot().find("other")).hasSize(1);
            assertThat(repository.snapshot().find("other")).hasSize(1);
            assertThat(files("", ".lock")).isEmpty();
            assertThat(cache().resolve("idp-cache")).as("the same cache").hasContent(name);
            assertThat(snapshot.find("other")).isEmpty();
        }
    }

    @Nested
    class That_cannot_be_used {

        @Test
        void because_a_file_has_its_path_is_reported_with_the_fix() throws IOException {
            Files.writeString(scratch.resolve("cache"), "not a folder");

            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_BROKEN);
            assertThat(problem.where()).contains(scratch.resolve("cache").toString());
            assertThat(problem.fix()).contains("another cache folder");
        }

        @Test
        void because_it_is_read_only_is_reported_with_the_fix() throws IOException {
            Files.createDirectories(scratch.resolve("cache"));
            try (var ignored = ReadOnlyFolder.of(scratch.resolve("cache"))) {
                var problem = Problems.of(repository::snapshot);

                assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_BROKEN);
                assertThat(problem.where()).contains(scratch.resolve("cache").toString());
            }
        }

        @Test
        void because_its_disk_is_full_is_reported_with_the_fix() throws IOException {
            var random = new byte[1024 * 1024];
            new Random(1).nextBytes(random);
            remote.commit("main", "large", Map.of("large", Bytes.of(random)));
            var folder = Files.createDirectories(scratch.resolve("cache"));
            if (!RealPart.succeeds("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder.toString())) {
                RealPart.notAllowed("this user cannot mount a small disk");
            }
            try {
                var problem = Problems.of(repository::snapshot);

                assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_BROKEN);
                assertThat(problem.what()).contains("No space left");
                assertThat(problem.fix()).contains("room");
            } finally {
                RealPart.succeeds("umount", folder.toString());
            }
        }

        @Test
        void because_another_process_locks_it_is_reported_after_the_timeout() throws IOException {
            var folder = Files.createDirectories(scratch.resolve("cache"));
            try (var held =
                    FileChannel.open(folder.resolve("one.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(held.tryLock()).isNotNull();

                var problem =
                        Problems.of(() -> new Cache(folder, "one", Duration.ofMillis(20)).withExclusiveLock(it -> 1));

                assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_BROKEN);
                assertThat(problem.what()).contains("another process");
            }
        }

        @Test
        void because_idp_is_interrupted_while_it_waits_blames_no_other_process() {
            Thread.currentThread().interrupt();
            try {
                var problem = Problems.of(() -> new Cache(scratch.resolve("cache"), "one").withExclusiveLock(it -> 1));

                assertThat(problem.what()).contains("is being stopped").doesNotContain("another process");
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Nested
    @Slow
    class In_the_long_run {

        @Test
        void many_fetches_end_in_one_pack_that_has_all_objects() throws IOException {
            var old = repository.snapshot();
            for (int i = 0; i < 55; i++) {
                remote.commit("main", "more " + i, Map.of("more/file" + i, Bytes.utf8("text " + i)));
                repository.snapshot();
            }
            repository.close();

            assertThat(files("objects/pack", ".pack")).hasSizeLessThan(20);
            assertThat(old.read(path("a/b/file"))).isInstanceOf(StateFile.Regular.class);
            assertThat(repository.snapshot().find("file54")).hasSize(1);
            assertThat(open().snapshot().find("file0")).hasSize(1);
        }

        @Test
        void files_that_upkeep_deletes_concurrently_cause_no_error() throws Exception {
            repository.snapshot();
            var folder = new CacheFolder(cache());
            var packs = cache().resolve("objects/pack");
            var stop = new AtomicBoolean();
            var upkeep = CompletableFuture.runAsync(() -> {
                try {
                    while (!stop.get()) {
                        Files.delete(Files.createTempFile(packs, "pack-", ".old"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try {
                for (int i = 0; i < 2_000; i++) {
                    folder.prepare();
                }
            } finally {
                stop.set(true);
            }
            upkeep.join();
        }

        @Test
        void two_branches_and_two_repositories_do_not_share_one() throws IOException {
            repository.snapshot();
            new GitStateRepository(config(remote.folder().toString(), scratch).withBranch("main")).snapshot();

            try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
                assertThat(folders).hasSize(2);
            }
        }
    }
}
