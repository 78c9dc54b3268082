// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A poll is stopped by an interrupt, at each point at which it may wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedLookTest {
    private final World world = World.withDev();
    private final Gate listing = new Gate();
    private final Gate resolving = new Gate();
    private final List<Thread> workers = new ArrayList<>();
    private final IdpCore core = IdpCore.builder(world.state, new Resolving(), new Listings(), world.clock)
            .executor(work -> {
                var worker = new Thread(work, "worker");
                workers.add(worker);
                worker.start();
            })
            .build();

    /** Lets pass, or lets wait until it is opened or the waiting thread is interrupted. */
    private static final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CompletableFuture<Thread> interrupted = new CompletableFuture<>();
        private volatile CountDownLatch opened = new CountDownLatch(0);

        private void close() {
            opened = new CountDownLatch(1);
        }

        private void open() {
            opened.countDown();
        }

        private void pass() {
            reached.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                interrupted.complete(Thread.currentThread());
                throw new IllegalStateException("interrupted", e);
            }
        }

        private void awaitReached() {
            awaitUninterruptibly(reached);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private final class Listings implements ImageListing {
        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            listing.pass();
            return world.registry.list(wanted);
        }

        @Override
        public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
            list(wanted).forEach(found);
        }
    }

    private final class Resolving implements ImageRegistry {
        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            resolving.pass();
            return world.registry.resolve(repository, tag);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Digest digest) {
            resolving.pass();
            return world.registry.resolve(repository, digest);
        }
    }

    /** A poll in a thread of its own. */
    private static final class Poll {
        private final CompletableFuture<Reconciled> result = new CompletableFuture<>();
        private final CompletableFuture<Boolean> flag = new CompletableFuture<>();
        private final Thread thread;

        private Poll(ReconcileService polls, ReconcileService.Progress progress) {
            thread = new Thread(
                    () -> {
                        try {
                            result.complete(polls.reconcile(false, progress));
                        } catch (RuntimeException | Error e) {
                            result.completeExceptionally(e);
                        }
                        flag.complete(Thread.currentThread().isInterrupted());
                    },
                    "poll");
            thread.start();
        }

        /** Returns when the poll has noticed the interrupt and waits for its releases. */
        private void interrupt() {
            thread.interrupt();
            while (thread.isInterrupted() || thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        private Reconciled stop() {
            thread.interrupt();
            return result.join();
        }
    }

    private Poll poll() {
        return new Poll(core.reconciliation(), (done, all) -> {});
    }

    @BeforeEach
    void push_an_image() {
        world.settings("releases:\n  deployOnPush: true\n");
        world.push("1.0.0");
    }

    private static List<ReleaseOutcome> outcomes(Reconciled result) {
        return result.environments().stream().map(Reconciled.Looked::outcome).toList();
    }

    @Test
    void a_registry_that_hangs_is_left_at_once() {
        listing.close();
        var poll = poll();
        listing.awaitReached();

        var result = poll.stop();

        assertThat(result.stopped()).isTrue();
        assertThat(result.worked()).isFalse();
        assertThat(result.environments()).isEmpty();
        assertThat(poll.flag.join()).isTrue();
        assertThat(listing.interrupted.join().getName()).isEqualTo("idp-registry");
        assertThat(world.running()).isEmpty();
    }

    @Test
    void the_poll_after_a_stopped_one_finds_what_that_one_missed() {
        listing.close();
        var poll = poll();
        listing.awaitReached();
        poll.stop();
        listing.open();

        assertThat(outcomes(core.reconciliation().reconcile(false, (done, all) -> {})))
                .singleElement()
                .isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_poll_says_for_which_registry_it_waits() {
        listing.close();
        var waited = new CompletableFuture<Map<String, Integer>>();
        var poll = new Poll(core.reconciliation(), new ReconcileService.Progress() {
            @Override
            public void looked(int done, int all) {}

            @Override
            public void waits(SortedMap<String, Integer> registries, int releases) {
                waited.complete(Map.copyOf(registries));
                listing.open();
            }
        });

        assertThat(outcomes(poll.result.join())).singleElement().isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(waited.join()).isEqualTo(Map.of("registry.example.org", 1));
    }

    @Test
    void a_poll_says_how_many_releases_it_waits_for() {
        resolving.close();
        var waited = new CompletableFuture<Integer>();
        var poll = new Poll(core.reconciliation(), new ReconcileService.Progress() {
            @Override
            public void looked(int done, int all) {}

            @Override
            public void waits(SortedMap<String, Integer> registries, int releases) {
                waited.complete(registries.isEmpty() ? releases : -1);
                resolving.open();
            }
        });

        assertThat(poll.result.join().stopped()).isFalse();
        assertThat(waited.join()).isEqualTo(1);
    }

    @Test
    void a_release_that_waits_for_its_registry_is_given_up() {
        resolving.close();
        var poll = poll();
        resolving.awaitReached();

        var result = poll.stop();

        assertThat(result.stopped()).isTrue();
        assertThat(result.environments())
                .singleElement()
                .satisfies(row -> assertThat(row.problem()).isNotNull().satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                    assertThat(problem.what()).contains("before idp was stopped");
                }));
        assertThat(resolving.interrupted.join().getName()).isEqualTo("idp-registry");
        assertThat(world.running()).isEmpty();
    }

    @Test
    void a_release_that_is_being_written_is_finished_and_reported() {
        var writing = new Gate();
        writing.close();
        world.state.beforeNextCommit(writing::pass);
        var poll = poll();
        writing.awaitReached();
        poll.interrupt();

        writing.open();

        var result = poll.result.join();
        assertThat(outcomes(result)).singleElement().isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(result.stopped()).isTrue();
        assertThat(poll.flag.join()).isTrue();
        assertThat(world.running()).isPresent();
        assertThat(writing.interrupted).isNotDone();
    }

    @Test
    void what_waits_for_a_thread_is_not_begun() {
        var works = new CompletableFuture<Runnable>();
        var waiting = IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                .executor(works::complete)
                .build();
        var poll = new Poll(waiting.reconciliation(), (done, all) -> {});
        var work = works.join();
        poll.interrupt();

        work.run();

        var result = poll.result.join();
        assertThat(result.stopped()).isTrue();
        assertThat(result.environments()).isEmpty();
        assertThat(world.running()).isEmpty();
    }

    @Test
    void the_repositories_that_come_later_are_not_listed() {
        var files = new HashMap<String, Bytes>();
        for (int i = 1000; i < 2000; i++) {
            files.put(
                    World.environmentPath(EnvironmentAddress.parse("likvid/app-" + i + "/dev"))
                            .value(),
                    Bytes.utf8(World.file("dev").replace("app1", "app-" + i)));
        }
        world.state.foreignCommit("environments", files);
        var stopping = Thread.currentThread();
        var all = IdpCore.of(world.state, world.registry, world.clock).reconciliation();
        world.registry.push(
                ImageRepository.parse("registry.example.org/team-a/app-1999/dev"),
                TestImage.of("last", World.START),
                Tag.parse("1.0.0"));

        var result = all.reconcile(false, (done, count) -> stopping.interrupt());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.stopped()).isTrue();
        assertThat(result.environments()).hasSize(200);
        assertThat(world.registry.requests()).noneMatch(request -> request.contains("app-1999"));
    }

    @Test
    void an_interrupted_thread_begins_no_poll() {
        Thread.currentThread().interrupt();

        var result = core.reconciliation().reconcile(false, (done, all) -> {});

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.stopped()).isTrue();
        assertThat(world.registry.requests()).isEmpty();
    }

    @Test
    void a_poll_that_waits_for_another_one_is_stopped_alone() {
        listing.close();
        var first = poll();
        listing.awaitReached();
        var second = poll();

        assertThat(second.stop().stopped()).isTrue();

        listing.open();
        assertThat(first.result.join().stopped()).isFalse();
        assertThat(world.running()).isPresent();
    }

    @Test
    void no_thread_of_a_stopped_poll_goes_on() throws InterruptedException {
        resolving.close();
        var poll = poll();
        resolving.awaitReached();

        poll.stop();

        poll.thread.join();
        for (var worker : workers) {
            worker.join();
        }
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("idp-look"))) {
            Thread.onSpinWait();
        }
    }

    /** Stops the thread that polls when it reads the clock for this time. */
    private static final class StoppingClock extends Clock {
        private final Clock clock;
        private final Thread poller = Thread.currentThread();
        private int left;

        private StoppingClock(Clock clock, int left) {
            this.clock = clock;
            this.left = left;
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread() == poller && --left == 0) {
                poller.interrupt();
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void a_poll_ends_at_whichever_moment_it_is_stopped() {
        for (var kind : List.of("staging", "prod")) {
            var address = EnvironmentAddress.parse("likvid/hello-api/" + kind);
            world.state.foreignCommit(
                    kind, Map.of(World.environmentPath(address).value(), Bytes.utf8(World.file(kind))));
        }
        int stopped = 0;
        for (int reading = 1; reading <= 40; reading++) {
            var polls = IdpCore.builder(
                            world.state, world.registry, world.registry, new StoppingClock(world.clock, reading))
                    .build()
                    .reconciliation();

            var result = polls.reconcile(true, (done, all) -> {});

            assertThat(Thread.interrupted()).isEqualTo(result.stopped());
            stopped += result.stopped() ? 1 : 0;
        }
        assertThat(stopped).isBetween(5, 39);
    }
}
