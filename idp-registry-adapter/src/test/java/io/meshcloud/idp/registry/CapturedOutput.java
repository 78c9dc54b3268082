// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Captures the output of this process until it is closed: what is printed, every log line of every level, and the texts
 * that a test adds. It replaces the streams of the process, so a test that uses it must run alone.
 */
public final class CapturedOutput implements AutoCloseable {
    private static final String PROBE = "a line of the finest log";

    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StringWriter added = new StringWriter();
    private final Recorder recorder = new Recorder();

    public CapturedOutput() {
        root.setLevel(Level.ALL);
        root.addHandler(recorder);
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** Adds something that a user or an operator may see. */
    public void add(Object something) {
        added.append(String.valueOf(something)).append('\n');
    }

    /** Adds all texts of a problem, and its causes with their stack traces. */
    public void add(IdpException failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        add(trace);
        var problem = failure.problem();
        add(problem.what() + '\n' + problem.where() + '\n' + problem.fix() + '\n' + problem);
    }

    /** What was added and printed, without the logs. */
    String output() {
        return added + printed.toString(StandardCharsets.UTF_8);
    }

    /** Asserts that something was added, that the logs were captured, and that no secret is in any of it. */
    public void assertNothingOf(Collection<String> secrets) {
        System.getLogger("jdk.httpclient.HttpClient").log(System.Logger.Level.TRACE, PROBE);
        assertThat(added.toString()).isNotBlank();
        assertThat(recorder.logged.toString()).contains(PROBE);
        for (var secret : secrets) {
            assertThat(output() + recorder.logged).doesNotContain(secret);
        }
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(recorder);
        root.setLevel(level);
    }

    private static final class Recorder extends Handler {
        private final StringWriter logged = new StringWriter();
        private final SimpleFormatter formatter = new SimpleFormatter();

        private Recorder() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            // The fakes' own log of what they received is not ours.
            if (!String.valueOf(entry.getLoggerName()).startsWith("com.sun.net.httpserver")) {
                logged.append(formatter.format(entry)).append('\n');
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
