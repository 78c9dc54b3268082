// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.branch.Unshallow;
import io.meshcloud.idp.git.transport.InstalledGit;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random damage in random files of a cache: every answer is right, and no problem names a server. */
@Timeout(180)
@Slow
class DamagedCacheTest {
    private static final int ROUNDS = 60;

    @TempDir
    private Path scratch;

    private BareRepository remote;

    @BeforeEach
    void fill() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        var commits = new ArrayList<Map<String, Bytes>>();
        for (int i = 1; i <= 5; i++) {
            commits.add(Map.of("a/b/file", Bytes.utf8("text " + i), "c/other" + i, Bytes.utf8("")));
        }
        remote.commits("main", "commit", commits);
    }

    private GitStateRepository open() {
        return GitFixture.local(remote, scratch);
    }

    private Path cache() throws IOException {
        try (var folders = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
            return folders.iterator().next();
        }
    }

    private void assertRightAnswers(GitStateRepository repository) {
        var snapshot = repository.snapshot();
        assertThat(snapshot.commit().orElseThrow().value()).isEqualTo(remote.tip("main"));
        assertThat(snapshot.read(path("a/b/file"))).isEqualTo(new StateFile.Regular(Bytes.utf8("text 5")));
        assertThat(snapshot.find("other3")).containsExactly(path("c/other3"));
        var revisions = new ArrayList<String>();
        repository.history(
                snapshot,
                path("a/b/file"),
                revision -> revisions.add(revision.message().strip()));
        assertThat(revisions).containsExactly("commit 5", "commit 4", "commit 3", "commit 2", "commit 1");
    }

    private enum Damage {
        BYTES {
            @Override
            byte[] of(byte[] bytes, Random random) {
                for (int i = 0; i < 1 + random.nextInt(4) && bytes.length > 0; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return bytes;
            }
        },
        ZEROS {
            @Override
            byte[] of(byte[] bytes, Random random) {
                return new byte[bytes.length];
            }
        },
        CUT {
            @Override
            byte[] of(byte[] bytes, Random random) {
                return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
        },
        GARBAGE {
            @Override
            byte[] of(byte[] bytes, Random random) {
                random.nextBytes(bytes);
                return bytes;
            }
        },
        FOLDER {
            @Override
            byte[] of(byte[] bytes, Random random) {
                return bytes;
            }
        };

        abstract byte[] of(byte[] bytes, Random random);

        String to(Path file, Random random) throws IOException {
            var bytes = Files.readAllBytes(file);
            Files.delete(file);
            if (this == FOLDER) {
                Files.createDirectory(file);
            } else {
                Files.write(file, of(bytes, random));
            }
            return this + " in " + file.getFileName();
        }
    }

    @Test
    void gives_correct_answers_in_the_next_process_and_in_this_one() throws IOException {
        var random = new Random(20261130);
        for (int round = 0; round < ROUNDS; round++) {
            var running = open();
            running.snapshot();
            if (random.nextBoolean()) {
                pack();
            }
            if (random.nextBoolean()) {
                Files.writeString(cache().resolve("shallow"), "");
            }
            var done = new ArrayList<String>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                var files = files();
                var file = files.get(random.nextInt(files.size()));
                done.add(Damage.values()[random.nextInt(Damage.values().length)].to(file, random));
            }
            try {
                assertRightAnswers(random.nextBoolean() ? open() : running);
                assertRightAnswers(open());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round + ": " + done, e);
            }
        }
    }

    /** One kind of damage each. The cache must notice it, so that the test does not pass because nothing is damaged. */
    private enum Kind {
        A_SIZE_IN_THE_INDEX_OF_A_PACK {
            @Override
            void damage(Path cache) throws IOException {
                for (var file : below(cache.resolve("objects/pack"), ".idx")) {
                    // The highest byte of the number of objects.
                    change(file, 4 + 4 + 255 * 4, 0x70);
                }
            }
        },
        A_SHALLOW_FILE_OF_ZEROS {
            @Override
            void damage(Path cache) throws IOException {
                Files.write(cache.resolve("shallow"), new byte[41]);
            }
        },
        A_CUT_CONFIG {
            @Override
            void damage(Path cache) throws IOException {
                var file = cache.resolve("config");
                Files.writeString(file, Files.readString(file).substring(0, 20));
            }
        },
        A_DIGIT_IN_A_REF {
            @Override
            void damage(Path cache) throws IOException {
                var file = cache.resolve("refs/heads/main");
                change(file, 5, Files.readAllBytes(file)[5] == '0' ? '1' : '0');
            }
        },
        A_FOLDER_IN_THE_PLACE_OF_A_PACK {
            @Override
            void damage(Path cache) throws IOException {
                for (var file : below(cache.resolve("objects/pack"), ".pack")) {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
            }
        };

        abstract void damage(Path cache) throws IOException;

        static List<Path> below(Path folder, String ending) throws IOException {
            try (var files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(ending)).toList();
            }
        }

        static void change(Path file, int position, int value) throws IOException {
            var bytes = Files.readAllBytes(file);
            bytes[position] = (byte) value;
            Files.delete(file);
            Files.write(file, bytes);
        }
    }

    /** A wrong ref is not damage that idp must detect: the next fetch moves it. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "A_DIGIT_IN_A_REF")
    void is_noticed_and_leads_to_a_fresh_cache(Kind kind) throws IOException {
        open().snapshot();
        var before = Files.readString(cache().resolve(CacheContents.MARKER));
        kind.damage(cache());

        assertRightAnswers(open());

        assertThat(Files.readString(cache().resolve(CacheContents.MARKER))).isNotEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void below_a_running_process_leads_to_right_answers(Kind kind) throws IOException {
        var running = open();
        running.snapshot();
        kind.damage(cache());

        assertRightAnswers(running);
        assertRightAnswers(open());
    }

    /** The recreated cache is shallow, so the second walk has to complete it first. */
    @Test
    void history_is_complete_if_the_cache_is_damaged_during_the_walk() throws IOException {
        var random = new Random(7);
        var expected = new ArrayList<String>();
        var commits = new ArrayList<Map<String, Bytes>>();
        for (int i = 1; i <= 3 * Unshallow.FIRST_DEPTH; i++) {
            var large = new byte[20_000];
            random.nextBytes(large);
            commits.add(Map.of("a/b/long", Bytes.of(large)));
            expected.add(0, "long " + i);
        }
        remote.commits("main", "long", commits);
        var repository = open();
        var snapshot = repository.snapshot();
        repository.history(snapshot, path("a/b/file"), revision -> true);
        var seen = new ArrayList<String>();

        repository.history(snapshot, path("a/b/long"), revision -> {
            if (seen.size() == 2) {
                cutPacks();
            }
            return seen.add(revision.message().strip());
        });

        assertThat(seen).isEqualTo(expected);
    }

    private void cutPacks() {
        try {
            for (var file : files()) {
                if (file.toString().endsWith(".pack") || file.toString().endsWith(".idx")) {
                    assertThat(file.toFile().setWritable(true)).isTrue();
                    Files.write(file, new byte[10]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One wrong bit in the table of an index asks for an array of gigabytes, or of a negative length. */
    @ParameterizedTest
    @CsvSource({"4, 7", "7, 0", "8, 6", "8, 7", "500, 7", "1028, 5", "1028, 6", "1028, 7", "1029, 7", "1031, 0"})
    void gives_correct_answers_with_one_wrong_bit_in_the_index_of_a_pack(int position, int bit) throws IOException {
        var running = open();
        running.snapshot();
        for (var file : files()) {
            if (file.toString().endsWith(".idx")) {
                var bytes = Files.readAllBytes(file);
                bytes[position] ^= (byte) (1 << bit);
                Files.delete(file);
                Files.write(file, bytes);
            }
        }

        assertRightAnswers(open());
        assertRightAnswers(running);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(cache())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void pack() throws IOException {
        var git = InstalledGit.find(config("unused", scratch).environment()).orElseThrow();
        var packing = new CachePacking(git);
        try (var repository =
                new RepositoryBuilder().setGitDir(cache().toFile()).build()) {
            packing.pack(repository);
            packing.writeGraph(repository);
        }
    }
}
