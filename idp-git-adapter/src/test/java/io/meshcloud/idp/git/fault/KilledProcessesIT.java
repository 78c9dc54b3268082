// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.git.fault.UpdaterProcess.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random moments under load, then the next process with the same cache. */
class KilledProcessesIT {
    private static final int APPS = 6;
    private static final int THREADS = 3;
    private static final int ROUNDS = 4;
    private static final int ENDLESS = 1_000_000;
    private static final long SEED = 20_261_126;

    /** The number of bytes that a dozen updates send; the process is killed after some of them. */
    private static final int MOST_BYTES = 40_000;

    @TempDir
    private Path scratch;

    private Fleet fleet;
    private Line line;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
        line = Line.to(fleet);
    }

    @AfterEach
    void disconnect() throws IOException {
        if (line != null) {
            line.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    private Job job(int first, int end) {
        return new Job(line.url(fleet), scratch.resolve("cache"), THREADS, APPS, first, end);
    }

    @Test
    void reported_commits_are_kept_and_the_next_process_uses_the_same_cache() throws Exception {
        fleet.lookAtPushes("");
        var random = new Random(SEED);
        var reports = new ArrayList<Report>();

        for (int round = 0; round < ROUNDS; round++) {
            try (var process = job(round * ENDLESS, (round + 1) * ENDLESS).start(1)) {
                process.awaitReports(1);
                line.atByte(random.nextInt(MOST_BYTES), process::kill);
                reports.addAll(process.awaitEnd());
            }
        }
        try (var process = job(ROUNDS * ENDLESS, ROUNDS * ENDLESS + 2).start(1)) {
            var last = process.awaitEnd();
            assertThat(last)
                    .hasSize(2 * THREADS)
                    .allMatch(report -> report.outcome().equals("updated"));
            reports.addAll(last);
        }

        assertThat(reports).hasSizeGreaterThan(ROUNDS).allMatch(Report::isDone);
        fleet.awaitPushes();
        fleet.assertHolds(reports);
        assertThat(locks(fleet.remote().folder())).isEmpty();
        assertThat(locks(scratch.resolve("cache")).filter(file -> file.contains("/refs/")))
                .isEmpty();
    }

    @Test
    void a_process_that_shares_the_cache_with_a_killed_one_does_not_notice() throws Exception {
        fleet.lookAtPushes("");
        var reports = new ArrayList<Report>();

        try (var killed = job(0, ENDLESS).start(1);
                var other = job(0, 5).start(2)) {
            killed.awaitReports(1);
            other.awaitReports(1);
            line.atByte(new Random(SEED).nextInt(MOST_BYTES), killed::kill);
            reports.addAll(killed.awaitEnd());
            var others = other.awaitEnd();
            assertThat(others).hasSize(5 * THREADS).allMatch(Report::isDone);
            reports.addAll(others);
        }

        fleet.awaitPushes();
        fleet.assertHolds(reports);
    }

    private static Stream<String> locks(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.map(Path::toString).filter(file -> file.endsWith(".lock")).toList().stream();
        }
    }
}
