// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.branch.Unshallow;
import io.meshcloud.idp.git.cache.CacheLock;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The first use of a repository over a real server: the newest commits first, the rest in the background. */
@ParameterizedClass
@EnumSource
class ColdStartIT {
    private static final int COMMITS = Unshallow.FIRST_DEPTH + 20;

    private final Transport transport;

    @TempDir
    private Path scratch;

    private BareRepository remote;
    private AutoCloseable server;
    private String url;

    ColdStartIT(Transport transport) {
        this.transport = transport;
    }

    enum Transport {
        HTTP,
        SSH
    }

    @BeforeEach
    void serve() throws Exception {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commits("main", "commit", texts("text "));
        switch (transport) {
            case HTTP -> {
                var lighttpd = GitServer.in(scratch).start();
                server = lighttpd;
                url = lighttpd.url(remote);
            }
            case SSH -> {
                var ssh = scratch.resolve("home/.ssh");
                var sshd = SshServer.start(scratch.resolve("sshd"));
                server = sshd;
                SshServer.generateKey(ssh.resolve("id_ed25519"));
                sshd.authorize(ssh.resolve("id_ed25519.pub"));
                Files.writeString(ssh.resolve("known_hosts"), sshd.knownHost());
                url = sshd.url(remote);
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static List<Map<String, Bytes>> texts(String text) {
        return IntStream.rangeClosed(1, COMMITS)
                .mapToObj(i -> Map.of("file", Bytes.utf8(text + i)))
                .toList();
    }

    private GitStateRepository open() {
        return new GitStateRepository(config(url, scratch));
    }

    private Path shallow() {
        return open().cachePath().resolve("shallow");
    }

    /** Keeps upkeep in the background from completing the history. */
    private CacheLock holdUpkeep() throws IOException {
        return GitFixture.holdUpkeep(open(), scratch);
    }

    private static int history(GitStateRepository with, Snapshot from) {
        var told = new AtomicInteger();
        with.history(from, path("file"), revision -> told.incrementAndGet() > 0);
        return told.get();
    }

    @Test
    void fetches_only_the_newest_commits_and_then_reads_and_writes() throws IOException {
        try (var held = holdUpkeep();
                var repository = open()) {
            assertThat(held).isNotNull();
            var base = repository.snapshot();

            assertThat(repository.commit(base, List.of(put("other", "1")))).isInstanceOf(CommitResult.Committed.class);
            assertThat(repository.snapshot().find("other")).hasSize(1);
            assertThat(shallow()).exists();
        }
        assertThat(remote.commits("main")).isEqualTo(COMMITS + 1);
        remote.assertIntact();
    }

    @Test
    void is_completed_when_history_is_read() throws IOException {
        try (var repository = open()) {
            assertThat(history(repository, repository.snapshot())).isEqualTo(COMMITS);
        }
        assertThat(shallow()).doesNotExist();
    }

    @Test
    void notices_a_rewrite_before_history_is_complete() throws IOException {
        try (var held = holdUpkeep();
                var repository = open()) {
            assertThat(held).isNotNull();
            repository.snapshot();
            assertThat(shallow()).exists();
            remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~2"));
            remote.commit("main", "theirs", Map.of("file", Bytes.utf8("theirs")));

            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
            assertThat(Problems.of(open()::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        }
    }

    @Test
    void follows_a_branch_that_moved_by_more_commits_than_were_fetched() throws IOException {
        try (var held = holdUpkeep();
                var repository = open()) {
            assertThat(held).isNotNull();
            repository.snapshot();
            remote.commits("main", "later", texts("later "));

            assertThat(repository.commit(repository.snapshot(), List.of(put("other", "1"))))
                    .isInstanceOf(CommitResult.Committed.class);
        }
        assertThat(remote.commits("main")).isEqualTo(2 * COMMITS + 1);
        remote.assertIntact();
    }
}
