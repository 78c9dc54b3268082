// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.summary.BackgroundFetcher;
import io.meshcloud.idp.core.summary.EnvironmentQuery;
import io.meshcloud.idp.core.summary.ReadModel;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.observe.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BackgroundFetcherTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Problem DOWN =
            Problem.of(ProblemCode.GIT_UNREACHABLE, "Git is down", "git.example.org", "wait");

    private final World world = World.withDev();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final IdpCore core = IdpCore.builder(world.state, world.registry, world.registry, world.clock)
            .sleeper(Sleeper.of(world.clock, world.clock::advance))
            .random(new Random(3))
            .observer(events::add)
            .build();
    private final ReadModel model = core.readModel();
    private final List<BackgroundFetcher> open = new ArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        open.forEach(BackgroundFetcher::close);
        goOn.countDown();
    }

    /** Fetches once at the start, and then only when it is asked to. */
    private BackgroundFetcher onRequest() throws InterruptedException {
        var fetcher = start(NEVER, MINUTE);
        awaitFetch();
        return fetcher;
    }

    private BackgroundFetcher start(Duration interval, Duration limit) {
        var fetcher = core.fetchInBackground(interval, limit);
        open.add(fetcher);
        return fetcher;
    }

    private Event.Fetched awaitFetch() throws InterruptedException {
        var event = events.poll(1, TimeUnit.MINUTES);
        while (event != null && !(event instanceof Event.Fetched)) {
            event = events.poll(1, TimeUnit.MINUTES);
        }
        assertThat(event).as("no fetch within a minute").isNotNull();
        return (Event.Fetched) event;
    }

    private void nextFetchHangs() {
        world.state.beforeNextSnapshot(() -> {
            hanging.countDown();
            boolean interrupted = false;
            while (goOn.getCount() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void addProd() {
        world.state.foreignCommit("prod", Map.of(World.environmentPath(PROD).value(), Bytes.utf8(World.file("prod"))));
    }

    private int known() {
        return model.atMost(MINUTE).byAddress().size();
    }

    @Test
    void fetches_at_an_interval_without_being_asked() throws InterruptedException {
        start(Duration.ofMillis(1), MINUTE);
        for (int i = 0; i < 5; i++) {
            assertThat(awaitFetch().problem()).isNull();
        }
        addProd();
        awaitFetch();
        awaitFetch();

        assertThat(known()).isEqualTo(2);
    }

    @Test
    void a_hint_fetches_at_once() throws InterruptedException {
        var fetcher = onRequest();
        addProd();
        assertThat(known()).isEqualTo(1);

        fetcher.hint();
        awaitFetch();

        assertThat(known()).isEqualTo(2);
    }

    @Test
    void a_read_of_the_newest_state_fetches() throws InterruptedException {
        onRequest();
        addProd();

        assertThat(model.now().byAddress()).containsKey(PROD);
    }

    @Test
    void a_read_that_accepts_an_older_answer_does_not_fetch() throws InterruptedException {
        onRequest();
        int fetches = world.state.fetches();

        for (int i = 0; i < 100; i++) {
            known();
        }

        assertThat(world.state.fetches()).isEqualTo(fetches);
    }

    @Test
    void an_answer_says_when_the_remote_was_asked() throws InterruptedException {
        var start = world.clock.instant();
        onRequest();
        world.clock.advance(Duration.ofSeconds(30));
        assertThat(model.atMost(MINUTE).asOf()).isEqualTo(start);

        var query =
                new EnvironmentQuery(null, null, null, null, null, EnvironmentQuery.Order.ADDRESS, 10, null, MINUTE);
        assertThat(core.catalog().list(World.platform(), query).asOf()).isEqualTo(start);

        assertThat(model.now().asOf()).isEqualTo(start.plusSeconds(30));
    }

    @Test
    void what_this_process_has_written_is_part_of_an_old_answer() throws InterruptedException {
        onRequest();
        core.holds().hold(DEV, World.context().because(new Reason("wait")));

        assertThat(model.atMost(MINUTE).byAddress().get(DEV).held()).isTrue();
    }

    @Test
    void one_read_model_has_one_fetcher_at_a_time() throws InterruptedException {
        onRequest();
        assertThatThrownBy(() -> core.fetchInBackground(NEVER, MINUTE)).isInstanceOf(IllegalStateException.class);

        open.get(0).close();

        assertThat(onRequest()).isNotNull();
    }

    @Nested
    class A_fetch_that_hangs {
        @Test
        void delays_no_read_that_accepts_an_older_answer() throws InterruptedException {
            var fetcher = onRequest();
            nextFetchHangs();
            fetcher.hint();
            hanging.await();
            world.clock.advance(Duration.ofHours(1));

            var answer = model.atMost(MINUTE);

            assertThat(answer.byAddress()).containsOnlyKeys(DEV);
            assertThat(answer.asOf()).isEqualTo(World.START);
        }

        @Test
        void ends_the_wait_of_a_read_of_the_newest_state_after_the_limit() throws InterruptedException {
            var fetcher = start(NEVER, Duration.ofMillis(1));
            awaitFetch();
            nextFetchHangs();
            fetcher.hint();
            hanging.await();

            assertThatThrownBy(model::now).isInstanceOfSatisfying(IdpException.class, e -> {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
                assertThat(e.problem().what()).isEqualTo("the Git server did not answer within 1 ms");
                assertThat(e.problem().retryable()).isTrue();
            });
        }

        @Test
        void delays_no_release_of_a_known_image() throws InterruptedException {
            var fetcher = onRequest();
            world.push("1.0.0");
            nextFetchHangs();
            fetcher.hint();
            hanging.await();

            var request = ReleaseRequest.of(DEV, ImageChoice.parse("1.0.0"), World.context());
            assertThat(core.releases().release(request)).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(model.atMost(MINUTE).byAddress().get(DEV).image()).isNotNull();
        }

        @Test
        void does_not_keep_a_poll_from_being_stopped() throws InterruptedException {
            var fetcher = onRequest();
            nextFetchHangs();
            fetcher.hint();
            hanging.await();
            var stopped = new CompletableFuture<Boolean>();
            var poll = new Thread(() -> stopped.complete(
                    core.reconciliation().reconcile(false, (done, all) -> {}).stopped()));
            poll.start();
            while (poll.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            poll.interrupt();

            assertThat(stopped.join()).isTrue();
        }

        @Test
        void does_not_delay_the_end_of_the_process() throws InterruptedException {
            var fetcher = onRequest();
            nextFetchHangs();
            fetcher.hint();
            hanging.await();
            var waiting = new CompletableFuture<Throwable>();
            var reader = new Thread(() -> {
                try {
                    model.now();
                } catch (IdpException e) {
                    waiting.complete(e);
                }
            });
            reader.start();
            while (reader.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }

            fetcher.close();

            assertThat(waiting.join()).hasMessageContaining("idp is being stopped");
        }
    }

    @Nested
    class A_fetch_that_fails {
        @Test
        void leaves_reads_with_what_is_known_until_one_succeeds() throws InterruptedException {
            var fetcher = onRequest();
            world.clock.advance(Duration.ofHours(1));
            world.state.failNextSnapshot(DOWN);
            addProd();

            assertThat(model.atMost(MINUTE).asOf()).isEqualTo(World.START);
            assertThat(awaitFetch().problem())
                    .as("an old answer lets the fetcher fetch")
                    .isEqualTo(DOWN);
            assertThat(model.atMost(NEVER).asOf()).isEqualTo(World.START);

            fetcher.hint();
            assertThat(awaitFetch().problem()).isNull();
            assertThat(known()).isEqualTo(2);
        }

        @Test
        void fails_a_read_of_the_newest_state_with_its_problem() throws InterruptedException {
            onRequest();
            world.state.failNextSnapshot(DOWN);

            assertThatThrownBy(model::now)
                    .isInstanceOfSatisfying(
                            IdpException.class, e -> assertThat(e.problem()).isEqualTo(DOWN));
            assertThat(model.now().byAddress()).containsOnlyKeys(DEV);
        }

        @Test
        void by_a_defect_does_not_end_the_thread() throws InterruptedException {
            var fetcher = onRequest();
            world.state.beforeNextSnapshot(() -> {
                throw new StackOverflowError();
            });
            fetcher.hint();
            var problem = awaitFetch().problem();
            assertThat(problem).isNotNull();
            assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL);

            assertThat(model.now().byAddress()).containsOnlyKeys(DEV);
        }

        @Test
        void because_of_a_force_push_leaves_reads_with_what_was_there_before() throws InterruptedException {
            world.pushAndRelease("1.0.0");
            var fetcher = onRequest();
            world.state.foreignRewrite(1);

            fetcher.hint();
            var problem = awaitFetch().problem();
            assertThat(problem).isNotNull();
            assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
            assertThat(model.atMost(MINUTE).byAddress().get(DEV).image()).isNotNull();
            assertThatThrownBy(model::now).isInstanceOf(IdpException.class);
        }
    }

    @Nested
    class A_clock_that_is_set {
        @Test
        void forward_causes_one_early_fetch() throws InterruptedException {
            onRequest();
            int fetches = world.state.fetches();
            world.clock.advance(Duration.ofDays(3650));

            assertThat(known()).isEqualTo(1);
            awaitFetch();
            assertThat(known()).isEqualTo(1);

            assertThat(world.state.fetches()).isEqualTo(fetches + 1);
        }

        @Test
        void back_causes_one_early_fetch() throws InterruptedException {
            onRequest();
            int fetches = world.state.fetches();
            world.clock.advance(Duration.ofDays(-3650));

            assertThat(known()).isEqualTo(1);
            awaitFetch();
            assertThat(known()).isEqualTo(1);

            assertThat(world.state.fetches()).isEqualTo(fetches + 1);
        }

        @Test
        void back_does_not_make_an_old_answer_look_new() {
            assertThat(known()).isEqualTo(1);
            addProd();

            // This clock shows the time of the fetch again. The time that has passed is known from another clock.
            assertThat(model.atMost(Duration.ofNanos(1)).byAddress()).hasSize(2);
        }
    }

    @Test
    void many_fetches_of_the_same_commit_keep_one_copy_of_the_summaries() throws InterruptedException {
        start(NEVER, MINUTE);
        for (int i = 0; i < 20_000; i++) {
            model.now();
        }

        assertThat(known()).isEqualTo(1);
    }
}
