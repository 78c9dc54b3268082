// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CleanLogMessageTest {

    private static String logged(String message, Throwable failure) {
        var before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try (var settings = CleanLogMessage.class.getResourceAsStream("/logback.xml")) {
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(settings);
            context.getLogger("org.apache.sshd")
                    .log(null, "x", Level.toLocationAwareLoggerInteger(Level.WARN), message, null, failure);
        } catch (JoranException | IOException e) {
            throw new IllegalStateException(e);
        } finally {
            context.stop();
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void escapes_control_characters_in_messages_of_a_server() {
        var line = logged("version \u001b[2J\u001b]0;x\u0007 \u009b31m\r\nWARN forged\u202e", null);

        assertThat(line)
                .isEqualTo("WARN  org.apache.sshd: version \\u001b[2J\\u001b]0;x\\u0007 \\u009b31m\\u000d\\u000aWARN"
                        + " forged\\u202e" + System.lineSeparator());
    }

    @Test
    void shortens() {
        assertThat(logged("x".repeat(100_000), null)).hasSizeLessThan(1_100).contains("…");
    }

    @Test
    void omits_the_message_of_an_exception() {
        assertThat(logged("lost", new IOException("\u001b[2J")))
                .isEqualTo("WARN  org.apache.sshd: lost" + System.lineSeparator());
    }
}
