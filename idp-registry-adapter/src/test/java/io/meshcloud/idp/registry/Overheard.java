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
 * Everything that can be heard of this process until it is closed: what is printed, every line of every log down to the
 * finest, and what a test was told. It takes over the process, so whoever uses it runs alone.
 */
public final class Overheard implements AutoCloseable {
    private static final String PROBE = "a line of the finest log";

    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StringWriter told = new StringWriter();
    private final Recorder recorder = new Recorder();

    public Overheard() {
        root.setLevel(Level.ALL);
        root.addHandler(recorder);
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** Something that a user or an operator may come to see. */
    public void tell(Object something) {
        told.append(String.valueOf(something)).append('\n');
    }

    /** A problem in all its words, with its causes and their traces. */
    public void tell(IdpException failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        tell(trace);
        var problem = failure.problem();
        tell(problem.what() + '\n' + problem.where() + '\n' + problem.fix() + '\n' + problem);
    }

    /** What was told and printed, without the logs. */
    String told() {
        return told + printed.toString(StandardCharsets.UTF_8);
    }

    /** Something was told, the logs were listened to, and none of these is anywhere. */
    public void assertNothingOf(Collection<String> secrets) {
        System.getLogger("jdk.httpclient.HttpClient").log(System.Logger.Level.TRACE, PROBE);
        assertThat(told.toString()).isNotBlank();
        assertThat(recorder.logged.toString()).contains(PROBE);
        for (var secret : secrets) {
            assertThat(told() + recorder.logged).doesNotContain(secret);
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
