// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache folder that somebody else made or changed. */
class CacheTrustTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;

    @BeforeEach
    void fill() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("a/b/file", Bytes.utf8("text")));
    }

    private GitStateRepository open() {
        return GitFixture.local(remote, scratch);
    }

    private Path cache() throws IOException {
        try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
            return folders.iterator().next();
        }
    }

    private static String generation(Path cache) throws IOException {
        return Files.readString(cache.resolve(CacheContents.MARKER));
    }

    private void assertWorks() {
        var repository = open();
        assertThat(repository.snapshot().read(path("a/b/file"))).isEqualTo(new StateFile.Regular(Bytes.utf8("text")));
        commit(repository, put("a/c", "new"));
        remote.assertIntact();
    }

    /** A bare repository that lacks its objects, as a clone of a state repository may contain it. */
    @Nested
    class A_repository_that_starts_a_program_to_fetch_its_objects {
        private Path trace;
        private String missing;

        private void plant(Path at) throws IOException {
            trace = scratch.resolve("executed");
            missing = remote.git("rev-parse", "main:a/b/file");
            var tip = remote.tip("main");
            for (var name : List.of("objects/pack", "objects/info", "refs/heads")) {
                Files.createDirectories(at.resolve(name));
            }
            Files.writeString(at.resolve("HEAD"), "ref: refs/heads/main\n");
            Files.writeString(at.resolve("refs/heads/main"), tip + "\n");
            Files.writeString(at.resolve(CacheContents.MARKER), "2 planted");
            Files.writeString(at.resolve("config"), """
                    [core]
                    \trepositoryformatversion = 1
                    \tbare = true
                    [extensions]
                    \tpartialClone = origin
                    [protocol "ext"]
                    \tallow = always
                    [remote "origin"]
                    \tpromisor = true
                    \turl = ext::touch %s
                    """.formatted(trace));
        }

        @Test
        void is_discarded_before_git_runs_in_it() throws IOException {
            open().snapshot();
            var place = cache();
            delete(place);
            plant(place);

            assertWorks();

            assertThat(trace).doesNotExist();
            assertThat(place.resolve("config")).hasContent(CacheContents.SETTINGS);
        }

        @Test
        void does_not_start_even_if_git_runs_in_the_folder() throws IOException {
            var place = scratch.resolve("planted.git");
            plant(place);
            RealPart.succeeds("git", "--git-dir=" + place, "cat-file", "-p", missing);
            assertThat(trace).as("the attack works on plain git").exists();
            Files.delete(trace);
            var git = InstalledGit.find(config("unused", scratch).environment()).orElseThrow();

            assertThatThrownBy(() -> git.run(place, "cat-file", "-p", missing)).isInstanceOf(IOException.class);

            assertThat(trace).doesNotExist();
        }
    }

    @Nested
    @Slow
    class A_cache_that_was_changed {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "hooks/post-checkout",
                    "info/attributes",
                    "info/grafts",
                    "objects/info/alternates",
                    "objects/info/http-alternates",
                    "config.worktree",
                    "commondir",
                    "worktrees/one/gitdir",
                    "modules/one/config",
                    "refs/replace/0123456789012345678901234567890123456789",
                })
        void by_a_file_that_neither_idp_nor_git_creates_is_fetched_again(String file) throws IOException {
            open().snapshot();
            var before = generation(cache());
            var added = cache().resolve(file);
            Files.createDirectories(added.getParent());
            Files.writeString(added, remote.folder() + "\n");

            assertWorks();

            assertThat(added).doesNotExist();
            assertThat(generation(cache())).isNotEqualTo(before);
        }

        @Test
        void by_an_additional_setting_is_fetched_again_even_in_a_running_process() throws IOException {
            var repository = open();
            repository.snapshot();
            Files.writeString(cache().resolve("config"), CacheContents.SETTINGS + "[include]\n\tpath = /dev/null\n");

            repository.snapshot();

            assertThat(cache().resolve("config")).hasContent(CacheContents.SETTINGS);
            assertWorks();
        }

        @ParameterizedTest
        @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx---rwx"})
        void so_that_others_may_read_or_write_it_is_fetched_again(String permissions) throws IOException {
            open().snapshot();
            Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString(permissions));

            assertWorks();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())))
                    .isEqualTo("rwx------");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "config", "objects", "objects/info", "objects/pack", "refs", "refs/heads", "HEAD"})
        void by_a_symbolic_link_is_fetched_again_and_the_target_is_unchanged(String name) throws IOException {
            open().snapshot();
            var place = cache();
            var moved = scratch.resolve("moved");
            Files.move(place.resolve(name), moved);
            Files.createSymbolicLink(place.resolve(name), moved);

            assertWorks();

            assertThat(Files.isSymbolicLink(place.resolve(name))).isFalse();
            assertThat(moved).exists();
        }
    }

    @Nested
    class Another_user {

        private void give(Path file) {
            if (!RealPart.succeeds("chown", "-h", "65534", file.toString())) {
                RealPart.notAllowed("this user cannot give files to another user");
            }
        }

        @Test
        void who_owns_the_cache_is_named_and_nothing_is_deleted() throws IOException {
            open().snapshot();
            var place = cache();
            give(place);

            var problem = Problems.of(() -> open().snapshot());

            assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_NOT_TRUSTED);
            assertThat(problem.what()).contains("belongs to another user");
            assertThat(problem.where()).contains(place.toString());
            assertThat(problem.fix()).contains("--cache");
            assertThat(place.resolve("HEAD")).exists();
        }

        @Test
        void whose_symbolic_link_leads_to_the_cache_is_refused() throws IOException {
            var real = Files.createDirectories(scratch.resolve("real"));
            Files.createSymbolicLink(scratch.resolve("cache"), real);
            assertWorks();
            give(scratch.resolve("cache"));

            var problem = Problems.of(() -> open().snapshot());

            assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_NOT_TRUSTED);
            assertThat(problem.where()).contains(scratch.resolve("cache").toString());
        }
    }

    @ParameterizedTest
    @CsvSource({".lock", ".upkeep.lock"})
    void A_lock_file_that_is_a_symbolic_link_is_refused_and_its_target_is_not_created(String ending)
            throws IOException {
        open().snapshot();
        var target = scratch.resolve("target");
        var lock = scratch.resolve("cache").resolve(cache().getFileName() + ending);
        Files.deleteIfExists(lock);
        Files.createSymbolicLink(lock, target);

        var problem = Problems.of(() -> {
            var cache =
                    new Cache(scratch.resolve("cache"), cache().getFileName().toString());
            cache.withExclusiveLock(it -> 1);
            cache.withUpkeepLock(java.time.Duration.ZERO, () -> true);
        });

        assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_NOT_TRUSTED);
        assertThat(problem.where()).contains(lock.toString());
        assertThat(target).doesNotExist();
    }

    /** Otherwise every use would fetch everything again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void A_cache_after_upkeep_is_still_trusted(boolean withGit) throws IOException {
        var repository = open();
        repository.snapshot();
        var before = generation(cache());
        var git = InstalledGit.find(config("unused", scratch).environment()).filter(it -> withGit);
        var packing = new CachePacking(git.orElse(null));
        try (Repository opened =
                new RepositoryBuilder().setGitDir(cache().toFile()).build()) {
            packing.pack(opened);
            packing.writeGraph(opened);
        }
        commit(repository, put("a/d", "1"));

        assertWorks();

        assertThat(generation(cache())).isEqualTo(before);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
