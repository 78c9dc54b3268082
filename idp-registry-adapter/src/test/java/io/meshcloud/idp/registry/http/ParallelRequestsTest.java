// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelRequestsTest {
    private static final URI BASE = URI.create("https://" + HOST);
    private static final RegistryProblems PROBLEMS = new RegistryProblems(HOST, BASE);

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final ParallelRequests.Batch batch =
            new ParallelRequests(1, "test").newBatch(PROBLEMS, pauses::add, Duration.ofMinutes(2));
    private final ParallelRequests.Question one = batch.newQuestion("list the images of team-a/app");
    private final ParallelRequests.Question other = batch.newQuestion("list the images of team-b/app");

    @Nested
    class An_interrupt {
        /** The pool has one thread, which sends the first request until it is interrupted. */
        @Test
        void of_the_caller_ends_the_batch_and_no_other() {
            var sending = new CountDownLatch(1);
            var requests = new ParallelRequests(1, "test");
            var stopped = requests.newBatch(PROBLEMS, pauses::add, Duration.ZERO);
            var hanging = stopped.newQuestion("hang").<String>submit(() -> {
                sending.countDown();
                try {
                    new CountDownLatch(1).await();
                    return "answer";
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw PROBLEMS.unreachable(BASE, "did not answer", e);
                }
            });
            var sent = new AtomicInteger();
            var waiting = stopped.newQuestion("wait").submit(sent::incrementAndGet);
            var caller = Thread.currentThread();
            new Thread(() -> {
                        while (sending.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        caller.interrupt();
                    })
                    .start();

            assertThat(problemOf(hanging).what()).contains("before idp was stopped");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(hanging.isDone()).isTrue();
            assertThat(problemOf(waiting).what()).contains("before idp was stopped");
            assertThat(sent).hasValue(0);
            var other = requests.newBatch(PROBLEMS, pauses::add, Duration.ZERO).newQuestion("go on");
            assertThat(other.submit(() -> Thread.currentThread().isInterrupted())
                            .get())
                    .isFalse();
        }
    }

    @Nested
    class A_failure {
        @ParameterizedTest
        @ValueSource(classes = {StackOverflowError.class, OutOfMemoryError.class, IllegalStateException.class})
        void of_any_kind_is_a_problem_of_its_own_repository_only(Class<? extends Throwable> kind) throws Exception {
            var failure = kind.getDeclaredConstructor().newInstance();
            var failing = one.submit(() -> {
                return sneaky(failure);
            });
            var working = other.submit(() -> "answer");

            var problem = problemOf(failing);
            assertThat(problem.code())
                    .isEqualTo(failure instanceof OutOfMemoryError ? ProblemCode.OUT_OF_MEMORY : ProblemCode.INTERNAL);
            assertThat(problem.what())
                    .isEqualTo("idp failed to list the images of team-a/app: " + kind.getSimpleName());
            assertThat(working.get()).isEqualTo("answer");
        }

        private static String sneaky(Throwable failure) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Test
        void ends_its_question() {
            var sent = new AtomicInteger();
            var first = one.submit(() -> {
                throw PROBLEMS.fault(BASE, "answers with nonsense");
            });
            var second = one.submit(sent::incrementAndGet);

            assertThat(problemOf(first)).isEqualTo(problemOf(second));
            assertThat(sent).hasValue(0);
        }

        @Test
        void of_one_connection_does_not_mean_that_the_registry_is_down() {
            var broken = one.submit(() -> {
                throw PROBLEMS.transport(BASE, new IOException("reset"));
            });
            var working = other.submit(() -> "answer");

            assertThat(problemOf(broken).code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(working.get()).isEqualTo("answer");
        }
    }

    @Nested
    class A_registry_is_down {
        @Test
        void when_no_connection_can_be_made_for_several_questions_in_a_row() {
            for (int i = 1; i <= 3; i++) {
                problemOf(batch.newQuestion("question " + i).submit(ParallelRequestsTest::refuse));
            }

            assertThat(problemOf(other.submit(() -> "answer")).what()).contains("refuses the connection");
        }

        @Test
        void when_it_answers_nothing_while_several_questions_wait() {
            for (int i = 1; i <= 3; i++) {
                problemOf(batch.newQuestion("question " + i).submit(ParallelRequestsTest::timeOut));
            }

            assertThat(problemOf(other.submit(() -> "answer")).what()).contains("no whole answer");
        }

        @Test
        void but_not_when_it_answers_in_between() {
            for (int i = 1; i <= 6; i++) {
                problemOf(batch.newQuestion("question " + i).submit(ParallelRequestsTest::refuse));
                assertThat(other.submit(() -> "answer").get()).isEqualTo("answer");
            }
        }

        @Test
        void unless_it_answered_others_meanwhile() {
            var parallel = new ParallelRequests(2, "test").newBatch(PROBLEMS, pauses::add, Duration.ofMinutes(2));
            var slow = parallel.newQuestion("a");
            var quick = parallel.newQuestion("b");
            var failing = slow.submit(() -> {
                assertThat(quick.submit(() -> "answer").get()).isEqualTo("answer");
                return timeOut();
            });

            problemOf(failing);
            assertThat(quick.submit(() -> "answer").get()).isEqualTo("answer");
        }
    }

    @Nested
    class A_registry_that_limits_our_requests {
        @Test
        void ends_the_limited_question_only_and_is_asked_again_after_the_time_that_it_names() {
            var sent = new AtomicInteger();
            var limited = one.submit(() -> limit("60"));
            var rest = one.submit(sent::incrementAndGet);
            var next = other.submit(() -> "answer");

            assertThat(problemOf(limited).what()).contains("limits our requests (HTTP 429)");
            assertThat(problemOf(rest)).isEqualTo(problemOf(limited));
            assertThat(sent).hasValue(0);
            assertThat(next.get()).isEqualTo("answer");
            assertThat(pauses)
                    .singleElement()
                    .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "0", "121", "999999999", "Fri, 2 Jan 2026 03:04:08 GMT"})
        void is_not_waited_for_without_a_time_or_for_too_long(String retryAfter) {
            problemOf(one.submit(() -> limit(retryAfter)));

            assertThat(other.submit(() -> "answer").get()).isEqualTo("answer");
            assertThat(pauses).isEmpty();
        }

        @Test
        void is_waited_for_two_minutes_in_all() {
            for (int i = 0; i < 10; i++) {
                int seconds = 50 * (i + 1);
                problemOf(batch.newQuestion("question " + i).submit(() -> limit(String.valueOf(seconds))));
            }

            assertThat(other.submit(() -> "answer").get()).isEqualTo("answer");
            assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofMinutes(2)));
        }

        @Test
        void is_waited_for_as_long_as_the_settings_say() {
            var patient = new ParallelRequests(1, "test").newBatch(PROBLEMS, pauses::add, Duration.ofMinutes(10));
            problemOf(patient.newQuestion("a").submit(() -> limit("500")));

            assertThat(patient.newQuestion("b").submit(() -> "answer").get()).isEqualTo("answer");
            assertThat(pauses)
                    .singleElement()
                    .satisfies(pause -> assertThat(pause).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(500)));
        }

        private static String limit(String retryAfter) {
            var headers = HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (name, value) -> true);
            throw PROBLEMS.unexpectedStatus(HttpAnswer.of(BASE, false, 429, headers, null), "");
        }
    }

    private static String refuse() {
        throw PROBLEMS.transport(BASE, new ConnectException());
    }

    private static String timeOut() {
        throw PROBLEMS.unreachable(BASE, "gave no whole answer within 1 s", new TimeoutException());
    }

    @Test
    void an_error_in_the_http_client_is_not_reported_as_a_broken_connection() {
        var failure = new IOException(new StackOverflowError());

        assertThat(catchThrowable(() -> PROBLEMS.transport(BASE, failure))).isInstanceOf(StackOverflowError.class);
        assertThat(PROBLEMS.transport(BASE, new IOException(new NumberFormatException()))
                        .problem()
                        .what())
                .contains("sends an answer that is not HTTP");
    }
}
