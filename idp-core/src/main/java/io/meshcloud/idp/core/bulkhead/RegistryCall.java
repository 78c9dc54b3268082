// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import io.meshcloud.idp.contract.problem.IdpException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** One question to a host, in a thread of its own, so that its caller can leave it after the deadline. */
final class RegistryCall<T> {
    private enum State {
        RUNNING,
        ENDED,
        LEFT
    }

    private final String host;
    private final Duration limit;
    private final AtomicInteger unanswered;
    private final Thread thread;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    /**
     * @param unanswered counts the questions to the host that were left and still run
     */
    RegistryCall(String host, Duration limit, AtomicInteger unanswered, Supplier<T> work) {
        this.host = host;
        this.limit = limit;
        this.unanswered = unanswered;
        this.thread = new Thread(() -> run(work), "idp-registry-" + host);
        this.thread.setDaemon(true);
    }

    /** Starts the thread; called once. */
    RegistryCall<T> start(Deadline deadline) {
        deadline.start(host, answer, limit);
        thread.start();
        return this;
    }

    private void run(Supplier<T> work) {
        try {
            answer.complete(work.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        } finally {
            if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                unanswered.decrementAndGet();
            }
        }
    }

    /**
     * Waits for the answer.
     *
     * @throws IdpException the failure of the question, or that there was no answer in time
     */
    T answer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IdpException failure) {
                throw failure;
            }
            if (e.getCause() instanceof TimeoutException) {
                leave();
                throw BoundedRegistries.noAnswer(host, limit).asException(e);
            }
            throw e;
        }
    }

    private void leave() {
        if (state.compareAndSet(State.RUNNING, State.LEFT)) {
            unanswered.incrementAndGet();
            thread.interrupt();
        }
    }
}
