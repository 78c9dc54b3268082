// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import static io.meshcloud.idp.git.GitFixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WalkLimitTest {
    private static final int CALLERS = 200;

    @TempDir
    private Path scratch;

    private final Repository cache = new InMemoryRepository(new DfsRepositoryDescription("cache"));
    private final WalkLimit limit = new WalkLimit(1, Duration.ofMillis(1));

    private <T> T walk(Cache.Work<T> work) {
        try {
            return limit.walk(cache, work);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Problem refusedElsewhere() {
        return CompletableFuture.supplyAsync(() -> Problems.of(() -> walk(repository -> true)))
                .join();
    }

    @Test
    void a_walk_that_waits_too_long_for_another_is_refused() {
        var problem = walk(repository -> refusedElsewhere());

        assertThat(problem.code()).isEqualTo(ProblemCode.CACHE_BROKEN);
        assertThat(problem.what()).contains("other reads of history");
        assertThat(Boolean.TRUE.equals(walk(repository -> true))).isTrue();
    }

    @Test
    void a_walk_within_a_walk_does_not_wait() {
        var inner = walk(repository -> {
            String first = walk(again -> "first");
            assertThat(first).isEqualTo("first");
            // The outer walk still counts.
            assertThat(refusedElsewhere().code()).isEqualTo(ProblemCode.CACHE_BROKEN);
            return walk(again -> "second");
        });

        assertThat(inner).isEqualTo("second");
    }

    @Test
    void a_walk_that_fails_makes_room_for_the_next() {
        assertThatThrownBy(() -> walk(repository -> {
                    throw new IllegalArgumentException("a visitor's");
                }))
                .hasMessage("a visitor's");

        assertThat(CompletableFuture.supplyAsync(() -> walk(repository -> "now"))
                        .join())
                .isEqualTo("now");
    }

    @Test
    void an_interrupt_ends_the_wait() {
        walk(repository -> CompletableFuture.supplyAsync(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        assertThatThrownBy(() -> walk(again -> true))
                                .isInstanceOf(IdpException.class)
                                .hasMessageContaining("interrupted");
                    } finally {
                        assertThat(Thread.interrupted()).isTrue();
                    }
                    return true;
                })
                .join());
    }

    /** Each visitor stays until all callers have begun, so without a limit all of them would be in a walk at once. */
    @Test
    void of_many_callers_that_read_history_at_once_only_a_few_walk() throws Exception {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
        try (var repository = GitFixture.local(remote, scratch)) {
            var snapshot = repository.snapshot();
            var inside = new AtomicInteger();
            var visits = new AtomicInteger();
            var end = new CountDownLatch(1);
            var callers = IntStream.range(0, CALLERS)
                    .mapToObj(i -> new Thread(() -> repository.history(snapshot, path("file"), revision -> {
                        inside.incrementAndGet();
                        visits.incrementAndGet();
                        await(end);
                        inside.decrementAndGet();
                        return true;
                    })))
                    .toList();
            callers.forEach(Thread::start);
            for (var caller : callers) {
                while (caller.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }

            assertThat(inside).hasValue(Math.max(4, Runtime.getRuntime().availableProcessors()));

            end.countDown();
            for (var caller : callers) {
                caller.join();
            }
            assertThat(visits).hasValue(CALLERS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
