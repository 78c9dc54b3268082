// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends requests to one registry in parallel, a few at a time, on daemon threads. Safe for use by many threads. */
public final class ParallelRequests {
    private static final long IDLE_SECONDS = 5;

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

    public Batch newBatch() {
        return new Batch();
    }

    /**
     * Requests that belong together. Once the registry could not be reached, the batch sends no more requests; they fail
     * with the same problem.
     */
    public final class Batch {
        private final AtomicReference<@Nullable Problem> unreachable = new AtomicReference<>();

        private Batch() {}

        /**
         * Starts a request.
         *
         * @return waits for the result, or throws the request's {@link IdpException}
         */
        public <T> Supplier<T> submit(Supplier<T> request) {
            var answer = CompletableFuture.supplyAsync(() -> send(request), pool);
            return () -> {
                try {
                    return answer.join();
                } catch (CompletionException e) {
                    if (e.getCause() instanceof IdpException failure) {
                        throw failure;
                    }
                    throw e;
                }
            };
        }

        private <T> T send(Supplier<T> request) {
            var known = unreachable.get();
            if (known != null) {
                throw known.asException();
            }
            try {
                return request.get();
            } catch (IdpException e) {
                if (e.problem().code() == ProblemCode.REGISTRY_UNREACHABLE) {
                    unreachable.set(e.problem());
                }
                throw e;
            }
        }
    }
}
