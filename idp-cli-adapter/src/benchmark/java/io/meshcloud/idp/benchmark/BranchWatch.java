// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Notes when commits appear on the branch of a bare repository, from its creation until it is closed. */
final class BranchWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final StateCopy copy;
    private final String before;
    private final long start = System.nanoTime();
    private final List<Tip> tips = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "branch-watch");
    private volatile boolean isClosed;

    private record Tip(String commit, Duration seen) {}

    BranchWatch(StateCopy copy) {
        this.copy = copy;
        this.before = copy.tip();
        thread.start();
    }

    private void watch() {
        var file = copy.repository().resolve(StateCopy.BRANCH);
        var last = before;
        while (!isClosed) {
            last = note(file, last);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        note(file, last);
    }

    private String note(Path file, String last) {
        try {
            var tip = Files.readString(file).strip();
            if (!tip.equals(last)) {
                tips.add(new Tip(tip, Duration.ofNanos(System.nanoTime() - start)));
            }
            return tip;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The commits whose subjects are counted, after this was closed. */
    Commits commits(Predicate<String> counted) {
        var log = copy.log(before);
        int first = -1;
        int last = -1;
        int count = 0;
        for (int i = 0; i < log.size(); i++) {
            if (counted.test(log.get(i).subject())) {
                first = first < 0 ? i : first;
                last = i;
                count++;
            }
        }
        return count == 0
                ? new Commits(0, Optional.empty(), Optional.empty())
                : new Commits(count, seen(log, first), seen(log, last));
    }

    private Optional<Duration> seen(List<StateCopy.Logged> log, int index) {
        var later = log.subList(index, log.size()).stream()
                .map(StateCopy.Logged::commit)
                .collect(Collectors.toSet());
        return tips.stream()
                .filter(tip -> later.contains(tip.commit()))
                .map(Tip::seen)
                .findFirst();
    }

    /**
     * @param first when the first of them was on the branch, since the start
     * @param last when the last of them was on the branch, since the start
     */
    record Commits(int count, Optional<Duration> first, Optional<Duration> last) {}
}
