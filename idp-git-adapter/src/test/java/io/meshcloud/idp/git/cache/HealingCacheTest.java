// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.transport.HermeticGit;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures that cause a new fetch of the cache, and failures that do not. */
class HealingCacheTest {
    private static final int THREADS = 20;

    @TempDir
    private Path scratch;

    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicReference<Cache.Work<Integer>> probe = new AtomicReference<>(repository -> 1);
    private Cache cache;
    private HealingCache healing;
    private Cache.View first;

    @BeforeEach
    void create() throws IOException {
        HermeticGit.install();
        cache = new Cache(scratch, "cache");
        healing = new HealingCache(
                cache,
                repository -> fetches.incrementAndGet(),
                repository -> probe.get().on(repository));
        first = cache.withExclusiveLock(repository -> cache.view());
    }

    private void assertCacheIsKept() {
        assertThat(cache.view().generation()).isEqualTo(first.generation());
        assertThat(fetches).hasValue(0);
    }

    private void assertCacheWasRecreated() {
        assertThat(cache.view().generation()).isNotEqualTo(first.generation());
    }

    /** Work that fails a number of times, then succeeds. */
    private static Cache.Work<Integer> failing(int times, Cache.Work<Integer> failure) {
        var attempts = new AtomicInteger();
        return repository -> attempts.incrementAndGet() > times ? attempts.get() : failure.on(repository);
    }

    private static int missingObject(Repository repository) throws IOException {
        throw new MissingObjectException(ObjectId.zeroId(), Constants.OBJ_COMMIT);
    }

    private static int oddServer(Repository repository) throws IOException {
        throw new SuspectedDamage(
                Problem.of(ProblemCode.GIT_UNREACHABLE, "odd", "there", "wait").asException());
    }

    private static int fullHeap(Repository repository) {
        throw new OutOfMemoryError("Java heap space");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class The_cache_is_kept {
        @Test
        void if_an_object_is_missing_only_while_upkeep_replaces_packs() {
            assertThat(healing.read(failing(1, HealingCacheTest::missingObject)))
                    .isEqualTo(2);
            assertThat(healing.update(failing(1, HealingCacheTest::missingObject)))
                    .isEqualTo(2);
            assertCacheIsKept();
        }

        @Test
        void if_the_heap_is_full_for_a_moment() {
            assertThat(healing.read(failing(1, HealingCacheTest::fullHeap))).isEqualTo(2);
            assertCacheIsKept();
        }

        @Test
        void if_the_heap_is_full_all_the_time() {
            assertThatThrownBy(() -> healing.read(HealingCacheTest::fullHeap))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.OUT_OF_MEMORY));
            assertThatThrownBy(() -> healing.update(HealingCacheTest::fullHeap)).isInstanceOf(IdpException.class);
            assertCacheIsKept();
        }

        @Test
        void if_many_threads_fill_the_heap_together() throws Exception {
            var together = new CountDownLatch(THREADS);
            var threads = Executors.newFixedThreadPool(THREADS);
            var answers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < THREADS; i++) {
                answers.add(threads.submit(() -> healing.read(failing(1, repository -> {
                    together.countDown();
                    await(together);
                    return fullHeap(repository);
                }))));
            }
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(2);
            }
            threads.shutdown();
            assertCacheIsKept();
        }

        @Test
        void if_the_server_fails_in_an_empty_repository_too() {
            probe.set(HealingCacheTest::oddServer);

            assertThatThrownBy(() -> healing.update(HealingCacheTest::oddServer))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.GIT_UNREACHABLE));
            assertCacheIsKept();
            assertThat(scratch).isDirectoryNotContaining("glob:**probe**");
        }

        @Test
        void if_the_reading_thread_is_interrupted() {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> healing.read(repository -> {
                            throw new ClosedByInterruptException();
                        }))
                        .hasMessageContaining("interrupted");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertCacheIsKept();
        }

        @Test
        void if_another_thread_recreated_it_in_the_meantime() {
            var attempts = new AtomicInteger();
            var work = healing.read(repository -> {
                if (attempts.incrementAndGet() == 1) {
                    first = cache.withExclusiveLock(it -> {
                        cache.recreate(first);
                        return cache.view();
                    });
                    missingObject(repository);
                }
                return attempts.get();
            });
            assertThat(work).isEqualTo(2);
            assertCacheIsKept();
        }
    }

    @Nested
    class The_cache_is_recreated {
        @Test
        void if_an_object_is_missing_although_upkeep_does_not_run() {
            assertThat(healing.read(failing(2, HealingCacheTest::missingObject)))
                    .isEqualTo(3);
            assertCacheWasRecreated();
            assertThat(fetches).hasValue(1);
        }

        @Test
        void if_the_server_fails_although_it_serves_an_empty_repository() {
            assertThat(healing.update(failing(2, HealingCacheTest::oddServer))).isEqualTo(3);
            assertCacheWasRecreated();
        }

        @Test
        void if_a_damaged_pack_asks_for_more_memory_than_there_is() throws IOException {
            Files.writeString(cache.path().resolve("objects/pack/pack-damaged.idx"), "a size that is wrong");

            assertThat(healing.read(failing(2, HealingCacheTest::fullHeap))).isEqualTo(3);
            assertCacheWasRecreated();
        }

        @Test
        void only_while_no_upkeep_runs() {
            var suspected = new AtomicInteger();
            healing.read(repository -> {
                if (suspected.incrementAndGet() == 2) {
                    assertThat(CacheLock.acquire(scratch, "cache.upkeep.lock", Duration.ZERO))
                            .isEmpty();
                }
                return suspected.get() <= 2 ? missingObject(repository) : 0;
            });
            assertCacheWasRecreated();
        }
    }

    /** A recreated cache is shallow, so the preparation has to be repeated. */
    @Test
    void each_attempt_is_prepared() {
        var prepared = new AtomicInteger();
        assertThat(healing.read(prepared::incrementAndGet, failing(2, HealingCacheTest::missingObject)))
                .isEqualTo(3);
        assertThat(prepared).hasValue(3);
    }

    @Test
    void a_cache_that_another_thread_recreated_after_the_preparation_is_read_again() {
        var attempts = new AtomicInteger();
        healing.read(() -> {}, repository -> {
            if (attempts.incrementAndGet() == 1) {
                cache.withExclusiveLock(it -> cache.recreate(first));
            }
            return true;
        });
        assertThat(attempts).hasValue(2);
    }
}
