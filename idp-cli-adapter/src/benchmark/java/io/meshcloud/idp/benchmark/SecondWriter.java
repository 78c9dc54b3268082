// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds a commit with a file of its own to the branch every 300 ms, as a team does that does not use idp. */
final class SecondWriter implements AutoCloseable {
    static final String SUBJECT = "Second writer";

    private static final int PAUSE_MILLIS = 300;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger attempts = new AtomicInteger();
    private final StateGenerator generator;
    private final StateCopy copy;

    SecondWriter(StateGenerator generator, StateCopy copy) {
        this.generator = generator;
        this.copy = copy;
        timer.scheduleAtFixedRate(this::commit, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void commit() {
        var content = Bytes.utf8(attempts.incrementAndGet() + "\n");
        try {
            generator.commit(copy.repository(), SUBJECT, Map.of("docs/second-writer.txt", content));
        } catch (IllegalStateException e) {
            // A release was pushed at the same moment. The next commit is on top of it.
        }
    }

    static boolean isOther(String subject) {
        return !subject.equals(SUBJECT);
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the second writer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
