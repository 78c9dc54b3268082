// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Callers that release concurrently, each to its own environment, and repeat what failed until it succeeds. */
final class Load {
    /** A fault lasts for a few requests; a caller that is refused more often is refused permanently. */
    private static final int REPEATS = 200;

    private final Updater updater;
    private final int callers;
    private final int each;

    Load(Updater updater, int callers, int each) {
        this.updater = updater;
        this.callers = callers;
        this.each = each;
    }

    /**
     * @param received receives each report as it arrives, one at a time
     * @return all reports
     */
    List<Report> run(Consumer<Report> received) throws InterruptedException, ExecutionException {
        var reports = Collections.synchronizedList(new ArrayList<Report>());
        var threads = Executors.newFixedThreadPool(callers);
        try {
            var jobs = IntStream.range(0, callers)
                    .<Callable<Void>>mapToObj(caller -> () -> {
                        for (int number = 0; number < each; number++) {
                            untilDone(new Update(caller, number, caller), report -> {
                                synchronized (reports) {
                                    reports.add(report);
                                    received.accept(report);
                                }
                            });
                        }
                        return null;
                    })
                    .toList();
            for (var job : threads.invokeAll(jobs)) {
                job.get();
            }
            return List.copyOf(reports);
        } finally {
            threads.shutdownNow();
        }
    }

    private void untilDone(Update update, Consumer<Report> received) {
        for (int i = 0; ; i++) {
            var report = updater.release(update);
            received.accept(report);
            if (report.isDone()) {
                return;
            }
            if (i == REPEATS) {
                throw new AssertionError("never done: " + report);
            }
        }
    }
}
