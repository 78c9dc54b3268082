// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.cache.CacheLock;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.state.StateRepositoryFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings and helpers that the tests of this module share, and the fixture of the contract tests. */
public final class GitFixture {
    public static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

    private GitFixture() {}

    /** Settings that are independent of the machine, except for its programs. */
    public static GitConfig config(String url, Path scratch) {
        var environment = new HashMap<String, String>();
        environment.put("HOME", scratch.resolve("home").toString());
        environment.put("PATH", System.getenv().getOrDefault("PATH", ""));
        return GitConfig.of(url, environment)
                .withCacheFolder(scratch.resolve("cache"))
                .withClock(Clock.fixed(NOW, ZoneOffset.UTC))
                .withTimeout(Duration.ofSeconds(20))
                .withToken(Optional::empty);
    }

    public static GitStateRepository local(BareRepository remote, Path scratch) {
        return new GitStateRepository(config(remote.folder().toString(), scratch));
    }

    /** Keeps upkeep in the background from its work until the lock is closed. */
    public static CacheLock holdUpkeep(GitStateRepository repository, Path scratch) throws IOException {
        var folder = Files.createDirectories(scratch.resolve("cache"));
        var name = repository.cachePath().getFileName() + ".upkeep.lock";
        return CacheLock.acquire(folder, name, Duration.ofSeconds(10)).orElseThrow();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static StatePath path(String value) {
        return StatePath.of(value);
    }

    public static Change put(String path, String text) {
        return new Change(
                List.of(new FileEdit.Put(path(path), Bytes.utf8(text))), new CommitMessage("write " + path, List.of()));
    }

    public static Change delete(String path) {
        return new Change(List.of(new FileEdit.Delete(path(path))), new CommitMessage("delete " + path, List.of()));
    }

    public static CommitResult.Committed commit(GitStateRepository repository, Change... changes) {
        return (CommitResult.Committed) repository.commit(repository.snapshot(), List.of(changes));
    }

    /**
     * The fixture of the contract tests on a repository at a path or at a server.
     *
     * @param url of {@code remote}
     */
    static StateRepositoryFixture fixture(BareRepository remote, String url, Path scratch, AutoCloseable... more) {
        var repository = new GitStateRepository(config(url, scratch));
        // Another process of another user, with a cache of its own.
        var another = new GitStateRepository(config(url, scratch.resolve("another")));
        var moved = remote.folder().resolveSibling("moved-away");
        return new StateRepositoryFixture() {
            @Override
            public GitStateRepository repository() {
                return repository;
            }

            @Override
            public GitStateRepository anotherInstance() {
                return another;
            }

            @Override
            public void foreignHiddenFile(String message, String path) {
                remote.commit("main", message, Map.of(path, Bytes.utf8("hidden")));
            }

            @Override
            public void makeUnreachable() {
                move(remote.folder(), moved);
            }

            @Override
            public CommitId foreignCommit(String message, Map<String, Bytes> files) {
                return remote.commit("main", message, files);
            }

            @Override
            public CommitId foreignRemoval(String message, String path) {
                return remote.remove("main", message, path);
            }

            @Override
            public CommitId foreignLink(String message, String path, String target) {
                return remote.link("main", message, path, target);
            }

            @Override
            public GitStateRepository guard() {
                return repository;
            }

            @Override
            public void foreignRewrite(int dropped) {
                remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~" + dropped));
            }

            @Override
            public void close() {
                repository.close();
                another.close();
                if (Files.exists(moved)) {
                    move(moved, remote.folder());
                }
                if (!remote.tip("main").isEmpty()) {
                    remote.assertIntact();
                }
                for (var other : more) {
                    try {
                        other.close();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
    }
}
