// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Runs contestants in a repeat, alone or several at the same time. */
final class ContestantLoop {
    private ContestantLoop() {}

    /** Makes one update after the other, at least one, until the time is over. */
    static Throughput repeat(Contestant contestant, Duration time) {
        long start = System.nanoTime();
        long done = 0;
        long timed = 0;
        do {
            timed += contestant.update().toNanos();
            done++;
        } while (System.nanoTime() - start < time.toNanos());
        return new Throughput(done, Duration.ofNanos(timed));
    }

    /** Runs all tasks at the same time and returns their results in order. */
    static List<Throughput> concurrently(List<Callable<Throughput>> each) {
        var threads = Executors.newFixedThreadPool(each.size());
        try {
            var done = new ArrayList<Throughput>();
            for (var one : threads.invokeAll(each)) {
                done.add(one.get());
            }
            return done;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a contestant failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
