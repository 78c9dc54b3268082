// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A running {@link UpdaterProgram}. */
final class UpdaterProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final List<Report> reports = new ArrayList<>();

    private UpdaterProcess(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    /** Its settings in addition to the name. */
    record Job(String url, Path cache, int threads, int apps, int first, int end) {

        UpdaterProcess start(int name) throws IOException {
            return start(name, List.of(), Map.of());
        }

        UpdaterProcess start(int name, List<String> javaOptions, Map<String, String> environment) throws IOException {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Short-lived: the second compiler would only take the other processes' time.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dslf4j.internal.verbosity=ERROR"));
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), UpdaterProgram.class.getName()));
            command.addAll(
                    List.of(url, cache.toString(), text(name), text(threads), text(apps), text(first), text(end)));
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            return new UpdaterProcess(builder.start());
        }

        private static String text(int number) {
            return Integer.toString(number);
        }
    }

    /** Waits for a number of reports, or for the end of the process. */
    void awaitReports(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var line = said.readLine();
            if (line == null) {
                return;
            }
            Report.parse(line).ifPresent(reports::add);
        }
    }

    /** Kills the process like {@code kill -9}; its earlier output can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All its reports until its end. */
    List<Report> awaitEnd() throws IOException, InterruptedException {
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            Report.parse(line).ifPresent(reports::add);
        }
        process.waitFor();
        return List.copyOf(reports);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
