// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends the wait for an answer after a while. */
@FunctionalInterface
public interface Deadline {
    /**
     * Completes the answer with a {@link java.util.concurrent.TimeoutException} after the limit, unless it is complete
     * by then. Returns immediately.
     *
     * @param host the registry that is asked
     */
    void start(String host, CompletableFuture<?> answer, Duration limit);

    /** A deadline in real time. */
    static Deadline ofTime() {
        return (host, answer, limit) -> {
            // The returned future is the answer itself.
            var unused = answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        };
    }
}
