// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import io.meshcloud.idp.testkit.MutableClock;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WriterLoopTest {
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

    private final List<Duration> sleeps = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final MutableClock clock = new MutableClock(START);
    private final InMemoryStateRepository repository = new InMemoryStateRepository(clock);
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final WriterLoop loop = new WriterLoop(
            repository, Sleeper.of(clock, this::sleep), new Random(7), new Observers(List.of(events::add), clock));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static Intent<String> write(String path, String text) {
        return snapshot -> new Plan.Write<>(List.of(put(path, text)), (commits, at) -> "wrote " + path);
    }

    private static Change put(String path, String text) {
        return new Change(
                List.of(new FileEdit.Put(StatePath.of(path), Bytes.utf8(text))),
                new CommitMessage("write " + path, List.of()));
    }

    private static Intent<String> appendTo(String path, String text) {
        return snapshot -> {
            var before = snapshot.read(StatePath.of(path))
                    .regularBytes()
                    .map(Bytes::asText)
                    .orElse("");
            return new Plan.Write<>(List.of(put(path, before + text)), (commits, at) -> before + text);
        };
    }

    private String textOf(String path) {
        return repository
                .snapshot()
                .read(StatePath.of(path))
                .regularBytes()
                .orElseThrow()
                .asText();
    }

    private <T> T submit(Intent<T> intent) {
        return loop.submit(loop.fetch(), intent);
    }

    private synchronized void sleep(Duration duration) {
        sleeps.add(duration);
        clock.advance(duration);
        meanwhile.run();
    }

    private void whenSleeping(Runnable action) {
        meanwhile = action;
    }

    /** Lets several intents wait while another one is being written, so that they share the next batch. */
    private List<CompletableFuture<String>> together(List<Intent<String>> intents) throws InterruptedException {
        var seen = loop.fetch();
        var inPush = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        repository.beforeNextCommit(() -> {
            inPush.countDown();
            awaitQuietly(goOn);
        });
        var first = CompletableFuture.runAsync(() -> loop.submit(seen, write("first", "1")), threads);
        inPush.await();
        var futures = new ArrayList<CompletableFuture<String>>();
        for (var intent : intents) {
            var future = new CompletableFuture<String>();
            futures.add(future);
            var thread = new Thread(() -> future.completeAsync(() -> loop.submit(seen, intent), Runnable::run));
            thread.start();
            while (!waitsForItsTurn(thread)) {
                Thread.onSpinWait();
            }
        }
        goOn.countDown();
        first.join();
        return futures;
    }

    private static boolean waitsForItsTurn(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void observers_learn_how_many_changes_each_push_carried() throws InterruptedException {
        together(List.of(write("a", "1"), write("b", "2"), write("c", "3"))).forEach(CompletableFuture::join);

        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            var pushed = (Event.Pushed) events.poll(1, TimeUnit.MINUTES);
            assertThat(pushed).isNotNull();
            assertThat(pushed.result()).isEqualTo(Event.PushResult.COMMITTED);
            sizes.add(pushed.changes());
        }
        assertThat(sizes).containsExactly(1, 3);
        assertThat(events).isEmpty();
    }

    @Nested
    class One_caller {
        @Test
        void gets_an_answer_that_contains_its_commits() {
            List<CommitId> ids = submit(snapshot ->
                    new Plan.Write<>(List.of(put("a", "1"), put("b", "2")), (commits, at) -> List.copyOf(commits)));

            assertThat(ids).hasSize(2);
            assertThat(repository.snapshot().commit()).contains(ids.get(1));
        }

        @Test
        void that_writes_nothing_pushes_nothing() {
            String answer = submit(snapshot -> new Plan.Answer<>("nothing"));

            assertThat(answer).isEqualTo("nothing");
            assertThat(repository.pushes()).isZero();
        }

        @Test
        void does_not_fetch_again_after_a_commit_of_its_own_loop() {
            var seen = loop.fetch();
            loop.submit(seen, appendTo("a", "1"));
            int fetches = repository.fetches();

            loop.submit(seen, appendTo("a", "2"));

            assertThat(repository.fetches()).isEqualTo(fetches);
            assertThat(textOf("a")).isEqualTo("12");
        }

        @Test
        void never_gets_an_answer_from_an_older_state_than_it_has_seen() {
            submit(write("a", "1"));
            repository.foreignCommit("theirs", Map.of("a", Bytes.utf8("2")));
            var seen = loop.fetch();

            String answer = loop.submit(
                    seen,
                    snapshot -> new Plan.Answer<>(snapshot.read(StatePath.of("a"))
                            .regularBytes()
                            .orElseThrow()
                            .asText()));

            assertThat(answer).isEqualTo("2");
        }

        @Test
        void that_read_an_old_state_of_another_loop_gets_an_answer_from_a_fresh_one() {
            submit(write("a", "1"));
            var other = new WriterLoop(
                    repository, Sleeper.of(clock, WriterLoopTest.this::sleep), new Random(8), Observers.NONE);
            repository.foreignCommit("theirs", Map.of("a", Bytes.utf8("2")));
            var seenElsewhere = other.fetch();

            String answer = loop.submit(
                    seenElsewhere,
                    snapshot -> new Plan.Answer<>(snapshot.read(StatePath.of("a"))
                            .regularBytes()
                            .orElseThrow()
                            .asText()));

            assertThat(answer).isEqualTo("2");
        }
    }

    @Nested
    class A_conflict {
        @Test
        void repeats_the_decision_on_a_fresh_snapshot() {
            submit(write("a", "1"));
            repository.beforeNextCommit(() -> repository.foreignCommit("theirs", Map.of("a", Bytes.utf8("theirs "))));

            assertThat(submit(appendTo("a", "ours"))).isEqualTo("theirs ours");
            assertThat(sleeps).hasSize(1);
        }

        @Test
        void informs_requests_of_the_push_that_their_commit_may_be_on_the_branch() throws InterruptedException {
            var writer = new ArrayList<Boolean>();
            var reader = new ArrayList<Boolean>();
            var futures = together(List.of(
                    snapshot -> {
                        if (writer.isEmpty()) {
                            repository.conflictNextCommit();
                        }
                        writer.add(snapshot.isPushedBefore());
                        return new Plan.Write<>(List.of(put("a", "1")), (commits, at) -> "wrote");
                    },
                    snapshot -> {
                        reader.add(snapshot.isPushedBefore());
                        return new Plan.Answer<>("read");
                    }));
            futures.forEach(CompletableFuture::join);

            assertThat(writer).containsExactly(false, true);
            assertThat(reader).containsExactly(false, false);
        }

        @Test
        void waits_longer_each_time_up_to_a_limit() {
            for (int i = 0; i < 12; i++) {
                repository.conflictNextCommit();
            }

            submit(write("a", "1"));

            assertThat(sleeps)
                    .hasSize(12)
                    .allSatisfy(sleep -> assertThat(sleep).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2)));
        }

        @Test
        void that_lasts_a_minute_is_reported_and_nothing_is_written() {
            for (int i = 0; i < 2000; i++) {
                repository.conflictNextCommit();
            }

            assertThatThrownBy(() -> submit(write("a", "1"))).isInstanceOfSatisfying(IdpException.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.WRITE_CONFLICT);
                assertThat(it.problem().retryable()).isTrue();
            });
            assertThat(repository.snapshot().find("a")).isEmpty();
            assertThat(Duration.between(START, clock.instant()))
                    .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(63));
        }
    }

    @Nested
    class A_caller_who_is_interrupted {
        @Test
        void still_fetches_if_no_other_caller_is_fetching() {
            Thread.currentThread().interrupt();
            try {
                assertThat(loop.fetch().isEmpty()).isTrue();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void still_writes_for_the_others_and_stays_interrupted() {
            var duringTheWrite = new AtomicBoolean();
            repository.beforeNextCommit(
                    () -> duringTheWrite.set(Thread.currentThread().isInterrupted()));
            Thread.currentThread().interrupt();
            try {
                assertThat(loop.submit(write("a", "1"))).isEqualTo("wrote a");
                assertThat(duringTheWrite).isFalse();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Nested
    class Callers_that_wait_together {
        @Test
        void share_one_push_with_a_commit_each() throws InterruptedException {
            var futures = together(List.of(write("a", "1"), write("b", "2"), write("c", "3")));

            assertThat(futures).extracting(CompletableFuture::join).containsExactly("wrote a", "wrote b", "wrote c");
            assertThat(repository.pushes()).isEqualTo(2);
            assertThat(repository.commits()).hasSize(4);
        }

        @Test
        void see_each_others_changes_in_order() throws InterruptedException {
            var futures = together(List.of(appendTo("a", "1"), appendTo("a", "2"), appendTo("a", "3")));

            assertThat(futures).extracting(CompletableFuture::join).containsExactly("1", "12", "123");
        }

        @Test
        void are_not_affected_by_one_whose_decision_fails() throws InterruptedException {
            var futures = together(List.of(
                    write("a", "1"),
                    snapshot -> {
                        throw new IllegalArgumentException("mine alone");
                    },
                    write("b", "2")));

            assertThat(futures.get(0).join()).isEqualTo("wrote a");
            assertThat(futures.get(2).join()).isEqualTo("wrote b");
            assertThatThrownBy(() -> futures.get(1).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void are_not_affected_by_one_whose_change_the_server_refuses() throws InterruptedException {
            repository.refuse(StatePath.of("bad"));

            var futures = together(List.of(write("a", "1"), write("bad", "2"), write("b", "3")));

            assertThat(futures.get(0).join()).isEqualTo("wrote a");
            assertThat(futures.get(2).join()).isEqualTo("wrote b");
            assertThatThrownBy(() -> futures.get(1).join())
                    .hasCauseInstanceOf(IdpException.class)
                    .hasMessageContaining("IDP-3004");
        }

        @Test
        void are_not_affected_by_one_whose_path_cannot_be_written() throws InterruptedException {
            repository.refuse(
                    StatePath.of("bad"), Problem.of(ProblemCode.NOT_A_REGULAR_FILE, "a folder lies there", "bad", ""));

            var futures = together(List.of(write("a", "1"), write("bad", "2")));

            assertThat(futures.get(0).join()).isEqualTo("wrote a");
            assertThatThrownBy(() -> futures.get(1).join()).hasMessageContaining("IDP-1022");
        }

        @Test
        void are_not_affected_if_the_server_refuses_the_only_change() throws InterruptedException {
            var bad = StatePath.of("bad");
            repository.refuse(bad);

            var futures = together(List.of(
                    write("bad", "1"),
                    snapshot -> new Plan.Answer<>("nothing to do"),
                    snapshot -> snapshot.isChanged(bad) ? new Plan.Later<>() : new Plan.Answer<>("history only")));

            assertThatThrownBy(() -> futures.get(0).join()).hasMessageContaining("IDP-3004");
            assertThat(futures.get(1).join()).isEqualTo("nothing to do");
            assertThat(futures.get(2).join()).isEqualTo("history only");
        }

        @Test
        void all_report_that_git_is_unreachable_and_the_next_request_retries() throws InterruptedException {
            var seen = loop.fetch();
            repository.failNextCommit(Problem.of(ProblemCode.GIT_UNREACHABLE, "no answer", "", "try again"));

            assertThatThrownBy(() -> loop.submit(seen, write("a", "1"))).isInstanceOf(IdpException.class);
            assertThat(submit(write("a", "2"))).isEqualTo("wrote a");
            assertThat(textOf("a")).isEqualTo("2");
        }

        @Test
        void one_that_needs_history_is_deferred_to_the_next_push() throws InterruptedException {
            var path = StatePath.of("a");
            var futures = together(List.of(
                    appendTo("a", "1"),
                    snapshot -> snapshot.isChanged(path)
                            ? new Plan.Later<>()
                            : new Plan.Answer<>(textAt(snapshot.base().read(path))),
                    write("b", "2")));

            assertThat(futures).extracting(CompletableFuture::join).containsExactly("1", "1", "wrote b");
        }

        @Test
        void a_deferred_request_comes_before_later_ones() throws InterruptedException {
            var path = StatePath.of("a");
            Intent<String> waitsOnce = snapshot -> {
                if (!snapshot.isChanged(path)) {
                    return new Plan.Answer<>(textAt(snapshot.base().read(path)));
                }
                repository.beforeNextCommit(() -> startAndLetWait(appendTo("a", "2")));
                return new Plan.Later<>();
            };

            var futures = together(List.of(appendTo("a", "1"), waitsOnce));

            assertThat(futures.get(1).join()).isEqualTo("1");
        }

        private void startAndLetWait(Intent<String> intent) {
            var seen = loop.fetch();
            var thread = new Thread(() -> loop.submit(seen, intent));
            thread.start();
            while (!waitsForItsTurn(thread)) {
                Thread.onSpinWait();
            }
        }

        @Test
        void share_a_push_of_at_most_a_thousand() throws InterruptedException {
            var futures = together(
                    IntStream.range(0, 1001).mapToObj(i -> write("f" + i, "x")).toList());

            futures.forEach(CompletableFuture::join);
            assertThat(repository.pushes()).isEqualTo(1 + 2);
        }

        private String textAt(StateFile file) {
            return file.regularBytes().orElseThrow().asText();
        }
    }

    @Test
    void callers_during_an_outage_of_git_share_one_timeout() throws InterruptedException {
        var asked = new AtomicInteger();
        var asking = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var down = new WriterLoop(
                new Unreachable(() -> {
                    asked.incrementAndGet();
                    asking.countDown();
                    awaitQuietly(goOn);
                }),
                Sleeper.of(clock, WriterLoopTest.this::sleep),
                new Random(7),
                Observers.NONE);
        var first = CompletableFuture.supplyAsync(down::fetch, threads);
        asking.await();
        var others = new ArrayList<CompletableFuture<Snapshot>>();
        for (int i = 0; i < 5; i++) {
            var future = new CompletableFuture<Snapshot>();
            others.add(future);
            var thread = new Thread(() -> future.completeAsync(down::fetch, Runnable::run));
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        goOn.countDown();

        others.add(first);
        assertThat(others).allSatisfy(it -> assertThatThrownBy(it::join).hasMessageContaining("IDP-3002"));
        assertThat(asked).hasValue(2);
    }

    /** A remote that never answers. */
    private record Unreachable(Runnable whenAsked) implements StateRepository {
        @Override
        public Snapshot snapshot() {
            whenAsked.run();
            throw Problem.of(ProblemCode.GIT_UNREACHABLE, "no answer", "", "try again")
                    .asException();
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOwn(Snapshot from, CommitId commit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Snapshot> at(Snapshot from, String commit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
            throw new UnsupportedOperationException();
        }
    }

    @Nested
    class A_lost_answer {
        private final Change change = new Change(
                List.of(new FileEdit.Put(StatePath.of("a"), Bytes.utf8("1"))),
                new CommitMessage("write a", List.of(new CommitMessage.Trailer(TrailerKey.REQUEST_ID, "request-1"))));

        private List<CommitId> write() {
            loop.fetch();
            return writeOnWhatIsKnown();
        }

        private List<CommitId> writeOnWhatIsKnown() {
            return loop.<List<CommitId>>submit(
                    snapshot -> new Plan.Write<>(List.of(change), (commits, at) -> List.copyOf(commits)));
        }

        private CommitId newestOf(String path) {
            var found = new ArrayList<CommitId>();
            repository.history(repository.snapshot(), StatePath.of(path), revision -> {
                found.add(revision.commit());
                return false;
            });
            return found.get(0);
        }

        private static Problem lost() {
            return Problem.of(ProblemCode.OUTCOME_UNKNOWN, "lost", "", "look");
        }

        @Test
        void of_a_push_that_landed_is_reported_as_committed() {
            repository.loseNextAnswer();

            assertThat(write()).containsExactly(newestOf("a"));
            assertThat(repository.commits()).hasSize(1);
        }

        @Test
        void of_a_push_that_never_arrived_causes_another_push() {
            repository.failNextCommit(lost());

            assertThat(write()).hasSize(1);
            assertThat(repository.commits()).hasSize(1);
            assertThat(repository.pushes()).isEqualTo(1);
        }

        @Test
        void of_a_push_that_arrives_late_causes_no_second_commit() {
            repository.failNextCommit(lost());
            repository.beforeNextCommit(
                    () -> repository.foreignCommit(change.message().toString(), Map.of("a", Bytes.utf8("1"))));

            assertThat(write()).containsExactly(newestOf("a"));
            assertThat(repository.commits()).hasSize(1);
        }

        @Test
        void is_found_below_commits_of_others() {
            repository.loseNextAnswer();
            var others = new AtomicInteger();
            loop.fetch();
            repository.failNextSnapshot(Problem.of(ProblemCode.GIT_UNREACHABLE, "down", "", "wait"));
            whenSleeping(
                    () -> repository.foreignCommit("other " + others.incrementAndGet(), Map.of("b", Bytes.utf8("2"))));

            assertThat(writeOnWhatIsKnown()).containsExactly(newestOf("a"));
            assertThat(repository.commits()).hasSizeGreaterThan(1);
        }

        @Test
        void of_a_push_that_may_still_land_is_not_reported_as_unchanged() {
            loop.fetch();
            repository.failNextCommit(lost());
            whenSleeping(() -> repository.foreignCommit("freeze", Map.of("freeze", Bytes.utf8("1"))));

            assertThatThrownBy(() -> loop.<String>submit(
                            snapshot -> snapshot.find("freeze").isEmpty()
                                    ? new Plan.Write<>(List.of(change), (commits, at) -> "written")
                                    : new Plan.Answer<>("held")))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN));
        }

        @Test
        void is_not_reported_as_a_refusal_of_the_next_push() {
            loop.fetch();
            repository.failNextCommit(lost());
            repository.failNextCommit(Problem.of(ProblemCode.GIT_DENIED, "denied", "", "ask"));

            assertThatThrownBy(this::writeOnWhatIsKnown)
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN));
        }

        @Test
        void is_reported_as_unknown_if_git_is_down_for_a_minute() {
            loop.fetch();
            repository.loseNextAnswer();
            for (int i = 0; i < 1_000; i++) {
                repository.failNextSnapshot(Problem.of(ProblemCode.GIT_UNREACHABLE, "down", "", "wait"));
            }

            assertThatThrownBy(this::writeOnWhatIsKnown)
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN));
            assertThat(repository.commits()).hasSize(1);
        }
    }
}
