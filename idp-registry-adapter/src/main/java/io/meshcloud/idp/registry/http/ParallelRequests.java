// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends requests to one registry in parallel, a few at a time, on daemon threads. Safe for use by many threads. */
public final class ParallelRequests {
    private static final long IDLE_SECONDS = 5;
    private static final Duration MAX_TIME = Duration.ofMinutes(15);
    private static final int FAILURES_OF_A_DOWN_REGISTRY = 3;

    private final ThreadPoolExecutor pool;

    public ParallelRequests(int threads, String threadName) {
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * @param pause how to wait for a registry that limits our requests
     * @param longestWait the total time for which the batch waits for it
     */
    public Batch newBatch(RegistryProblems problems, Pause pause, Duration longestWait) {
        return new Batch(problems, pause, longestWait);
    }

    /**
     * Several questions to one registry. A failure ends only its own question, also if it is a defect or a lack of
     * memory, so that what one team pushes does not stop the questions of others. If the registry limits our requests,
     * the limited question ends. The others wait for as long as the registry asks, up to a limit.
     *
     * <p>A registry counts as down after several questions in a row for which no connection could be made or no byte
     * arrived in time. Then no more requests are sent, and all open questions fail with that problem. A batch also has
     * a deadline, so that a slow registry cannot block its caller without end. An interrupt of the thread that waits for
     * an answer ends the batch: its requests are interrupted, and no more are sent.
     */
    public final class Batch {
        private final RegistryProblems problems;
        private final AtomicReference<@Nullable Problem> down = new AtomicReference<>();
        private final long start = System.nanoTime();
        private final AtomicLong lastAnswer = new AtomicLong(start);
        private final AtomicInteger failuresInARow = new AtomicInteger();
        private final Pause pause;
        private final AtomicLong pausedUntil = new AtomicLong(start);
        private Duration pauseLeft;

        /** The threads that send a request of this batch. Guarded by this, as {@link #isStopped}. */
        private final Set<Thread> sending = new HashSet<>();

        private boolean isStopped;

        private Batch(RegistryProblems problems, Pause pause, Duration longestWait) {
            this.problems = problems;
            this.pause = pause;
            this.pauseLeft = longestWait;
        }

        /**
         * Lets further requests wait. A pause that is too long is skipped; the registry then refuses the request.
         */
        private synchronized void pauseFor(Duration time) {
            long now = System.nanoTime();
            var more = Duration.ofNanos(now + time.toNanos() - Math.max(now, pausedUntil.get()));
            if (!more.isNegative() && more.compareTo(pauseLeft) <= 0) {
                pauseLeft = pauseLeft.minus(more);
                pausedUntil.set(now + time.toNanos());
            }
        }

        private void awaitPause() {
            var rest = Duration.ofNanos(pausedUntil.get() - System.nanoTime());
            if (!rest.isNegative() && !rest.isZero()) {
                try {
                    pause.sleep(rest);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw stopped(e);
                }
            }
        }

        private IdpException stopped(InterruptedException cause) {
            return problems.unreachable(problems.base(), "did not answer before idp was stopped", cause);
        }

        private synchronized void stop(Problem problem) {
            isStopped = true;
            down.set(problem);
            sending.forEach(Thread::interrupt);
        }

        private synchronized void begin() {
            sending.add(Thread.currentThread());
        }

        private synchronized void end() {
            sending.remove(Thread.currentThread());
            if (isStopped) {
                // The interrupt was meant for this batch only; the thread is used again for others.
                var unused = Thread.interrupted();
            }
        }

        /**
         * @param name what is asked, for the problem of a defect; continues "to"
         */
        public Question newQuestion(String name) {
            return new Question(this, name);
        }
    }

    /** The requests of one question. Its first failure ends it: its other requests are not sent. */
    public final class Question {
        private final Batch batch;
        private final String name;
        private final AtomicReference<@Nullable Problem> failure = new AtomicReference<>();

        private Question(Batch batch, String name) {
            this.batch = batch;
            this.name = name;
        }

        /**
         * Starts a request.
         *
         * @return waits for the result, or throws an {@link IdpException}, also for a defect
         */
        public <T> Pending<T> submit(Supplier<T> request) {
            return new Pending<>(this, CompletableFuture.supplyAsync(() -> send(request), pool));
        }

        private <T> T send(Supplier<T> request) {
            batch.begin();
            try {
                return sendNow(request);
            } finally {
                batch.end();
            }
        }

        private <T> T sendNow(Supplier<T> request) {
            throwIfKnown(batch.down);
            throwIfKnown(failure);
            batch.awaitPause();
            throwIfKnown(batch.down);
            throwIfKnown(failure);
            long begin = System.nanoTime();
            if (begin - batch.start > MAX_TIME.toNanos()) {
                throw batch.problems.tooSlow(MAX_TIME);
            }
            try {
                var result = request.get();
                batch.lastAnswer.set(System.nanoTime());
                batch.failuresInARow.set(0);
                return result;
            } catch (IdpException e) {
                boolean isFirst = failure.compareAndSet(null, e.problem());
                boolean isUnanswered = e.getCause() instanceof TimeoutException && batch.lastAnswer.get() - begin <= 0;
                boolean isOneOfSeveral = isFirst
                        && (isUnanswered || RegistryDown.isCauseOf(e))
                        && batch.failuresInARow.incrementAndGet() >= FAILURES_OF_A_DOWN_REGISTRY;
                if (isOneOfSeveral) {
                    batch.down.set(e.problem());
                }
                RequestsLimited.causeOf(e).ifPresent(limit -> batch.pauseFor(limit.retryAfter()));
                throw e;
            } catch (RuntimeException | Error e) {
                var defect = batch.problems.defect(name, e);
                failure.compareAndSet(null, defect.problem());
                throw defect;
            }
        }

        private static void throwIfKnown(AtomicReference<@Nullable Problem> problem) {
            var known = problem.get();
            if (known != null) {
                throw known.asException();
            }
        }
    }

    /** The answer to a request that was started. */
    public static final class Pending<T> implements Supplier<T> {
        private final Question question;
        private final CompletableFuture<T> answer;

        private Pending(Question question, CompletableFuture<T> answer) {
            this.question = question;
            this.answer = answer;
        }

        /** Whether {@link #get} need not wait. */
        public boolean isDone() {
            return answer.isDone();
        }

        /**
         * Waits for the answer. After an interrupt there is none, and the interrupt flag stays set.
         *
         * @throws IdpException why there is none, also for a defect
         */
        @Override
        public T get() {
            try {
                return answer.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var stopped = question.batch.stopped(e);
                question.batch.stop(stopped.problem());
                answer.completeExceptionally(stopped);
                throw stopped;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IdpException known) {
                    throw known;
                }
                throw question.batch.problems.defect(question.name, e.getCause() == null ? e : e.getCause());
            }
        }
    }
}
