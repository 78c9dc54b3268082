// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps one client waiting for its list of branches. Others share the cache of that client. */
@Timeout(120)
class SlowListingTest {
    @TempDir
    private Path scratch;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private BareRepository remote;
    private GitHttpServer server;

    @BeforeEach
    void serve() throws IOException {
        remote = BareRepository.create(scratch.resolve("state.git"));
        write("1");
        server = GitHttpServer.serve(scratch);
    }

    @AfterEach
    void stop() {
        server.close();
        threads.shutdownNow();
    }

    private CommitId write(String text) {
        return remote.commit("main", text, Map.of("file", Bytes.utf8(text)));
    }

    private GitStateRepository open() {
        return new GitStateRepository(config(server.url(remote), scratch));
    }

    /** A fetch whose list of branches is complete, and on its way until it is released. */
    private final class HeldFetch {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private final CompletableFuture<Snapshot> answer;

        HeldFetch(GitStateRepository client) {
            server.beforeItListsBranches(() -> {
                reached.countDown();
                await(end);
            });
            answer = CompletableFuture.supplyAsync(client::snapshot, threads);
            await(reached);
        }

        Snapshot released() throws Exception {
            assertThat(answer).isNotDone();
            end.countDown();
            return answer.get(1, TimeUnit.MINUTES);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertReads(Snapshot snapshot, String text) {
        assertThat(snapshot.read(path("file"))).isEqualTo(new StateFile.Regular(Bytes.utf8(text)));
    }

    @Test
    void others_read_fetch_and_write_meanwhile() throws Exception {
        var client = open();
        client.snapshot();
        var held = new HeldFetch(client);
        var other = open();

        var snapshot = other.snapshot();
        assertReads(snapshot, "1");
        other.history(snapshot, path("file"), revision -> true);
        other.commit(snapshot, List.of(put("file", "2")));
        assertReads(other.snapshot(), "2");

        held.released();
    }

    @Test
    void a_late_list_does_not_move_the_cache_back() throws Exception {
        var client = open();
        client.snapshot();
        var held = new HeldFetch(client);
        write("2");
        open().snapshot();

        assertReads(held.released(), "2");

        assertReads(client.snapshot(), "2");
    }

    @Test
    void a_branch_that_was_set_back_meanwhile_is_refused() throws Exception {
        var client = open();
        var first = client.snapshot().commit().orElseThrow();
        var held = new HeldFetch(client);
        write("2");
        open().snapshot();
        remote.git("update-ref", "refs/heads/main", first.value());

        assertThatThrownBy(held::released)
                .hasRootCauseInstanceOf(IdpException.class)
                .rootCause()
                .extracting(e -> ((IdpException) e).problem().code())
                .isEqualTo(ProblemCode.BRANCH_REWRITTEN);
    }

    @Test
    void a_late_list_does_not_make_the_cache_forget_a_newer_commit() throws Exception {
        var client = open();
        var first = client.snapshot().commit().orElseThrow();
        var held = new HeldFetch(client);
        write("2");
        open().snapshot();
        held.released();

        remote.git("update-ref", "refs/heads/main", first.value());

        assertThat(Problems.of(client::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        assertThat(Problems.of(open()::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
    }

    @Test
    void a_late_list_is_asked_for_again() throws Exception {
        open().snapshot();
        var slow = new HeldFetch(open());
        write("2");
        var fast = new HeldFetch(open());
        slow.released();
        open().snapshot();
        var latest = write("3");
        assertThat(open().snapshot().commit()).contains(latest);

        assertThat(fast.released().commit()).contains(latest);
    }

    @Test
    void of_two_first_fetches_each_reads_what_it_was_sent() throws Exception {
        var older = new HeldFetch(open());
        write("2");
        var newer = new HeldFetch(open());

        assertReads(older.released(), "1");
        assertReads(newer.released(), "2");

        assertReads(open().snapshot(), "2");
    }
}
