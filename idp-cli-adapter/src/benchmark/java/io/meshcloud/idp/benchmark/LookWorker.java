// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process whose looks are measured. Each line of standard input asks for one look; see {@link Answer}.
 *
 * <p>Arguments: the URL of the state repository and the cache folder. Environment variables name the registry.
 */
public final class LookWorker {
    private LookWorker() {}

    public static void main(String[] arguments) throws IOException {
        try (var poller = new Poller(Path.of(arguments[1]), arguments[0], System.getenv())) {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                long start = System.nanoTime();
                long cpu = cpuNanos();
                var reconciled = poller.look();
                var answer = Answer.of(reconciled, System.nanoTime() - start, cpuNanos() - cpu);
                System.out.println(MeasuredProcess.ANSWER + answer);
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /**
     * What a look did and what it cost.
     *
     * @param cpuNanos the CPU time of all threads of the process, with those of the compiler
     * @param other the number of environments that were neither updated nor unchanged
     * @param example one of these others; may be empty
     */
    record Answer(long nanos, long cpuNanos, int updated, int unchanged, int other, String example) {
        static Answer of(Reconciled reconciled, long nanos, long cpuNanos) {
            int updated = count(reconciled, ReleaseOutcome.Updated.class);
            int unchanged = count(reconciled, ReleaseOutcome.Unchanged.class);
            var example = reconciled.environments().stream()
                    .filter(looked -> !(looked.outcome() instanceof ReleaseOutcome.Updated)
                            && !(looked.outcome() instanceof ReleaseOutcome.Unchanged))
                    .findFirst()
                    .map(Looked::toString)
                    .orElse("");
            int other = reconciled.environments().size() - updated - unchanged;
            return new Answer(nanos, cpuNanos, updated, unchanged, other, example.replace('\n', ' '));
        }

        private static int count(Reconciled reconciled, Class<? extends ReleaseOutcome> outcome) {
            return (int) reconciled.environments().stream()
                    .filter(looked -> outcome.isInstance(looked.outcome()))
                    .count();
        }

        /**
         * Checks that the look did what is measured.
         *
         * @throws IllegalStateException if not
         */
        void require(int updates, int others) {
            if (updated != updates || unchanged != others) {
                throw new IllegalStateException("a look should have updated " + updates + " environments and left "
                        + others
                        + " unchanged, but " + updated + " were updated, " + unchanged + " were unchanged and " + other
                        + " had another outcome: " + example);
            }
        }

        static Answer parse(String text) {
            var words = text.split(" ", 6);
            return new Answer(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    words[5]);
        }

        @Override
        public String toString() {
            return nanos + " " + cpuNanos + " " + updated + " " + unchanged + " " + other + " " + example;
        }
    }
}
