// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of git 2.39 to {@code receive-pack}, byte for byte. */
class PushReportTest {
    private static final String MAIN = "refs/heads/main";

    private static String line(String text) {
        return String.format("%04x%s", text.length() + 4, text);
    }

    private static String band(int number, String text) {
        return line((char) number + text);
    }

    private static PushReport read(String answer) throws IOException {
        return PushReport.read(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                new PushCapabilities(true, true),
                MAIN);
    }

    @Test
    void that_the_branch_was_moved() throws IOException {
        var report = read(band(1, line("unpack ok\n") + line("ok " + MAIN + "\n") + "0000") + "0000");

        assertThat(report).isEqualTo(new PushReport(true, "", "", ""));
        assertThat(report.answer()).isEqualTo(new PushAnswer.Accepted());
    }

    @Test
    void that_a_hook_refuses_with_its_words() throws IOException {
        var status = line("unpack ok\n") + line("ng " + MAIN + " pre-receive hook declined\n") + "0000";
        var report = read(band(2, "not on a") + band(2, " friday\n") + band(2, "") + band(1, status) + "0000");

        assertThat(report).isEqualTo(new PushReport(false, "", "pre-receive hook declined", "not on a friday\n"));
        assertThat(report.answer()).isEqualTo(new PushAnswer.Refused(report));
    }

    @Test
    void that_the_pack_could_not_be_unpacked() throws IOException {
        var status = line("unpack index-pack abnormal exit\n") + line("ng " + MAIN + " unpacker error\n") + "0000";

        assertThat(read(band(1, status) + "0000"))
                .isEqualTo(new PushReport(false, "index-pack abnormal exit", "unpacker error", ""));
    }

    @Test
    void that_is_split_over_many_packets_is_read() throws IOException {
        var status = line("unpack ok\n") + line("ok " + MAIN + "\n") + "0000";
        var split = new StringBuilder();
        status.chars().forEach(character -> split.append(band(1, String.valueOf((char) character))));

        assertThat(read(split + "0000").moved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0008\1un", "0030\1unpack ok"})
    void that_ends_early_is_not_an_answer(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class);
    }

    @Test
    void of_another_branch_is_not_an_answer() {
        var status = line("unpack ok\n") + line("ok refs/heads/other\n") + "0000";

        assertThatThrownBy(() -> read(band(1, status) + "0000")).hasMessageContaining("does not mention the branch");
    }

    @Test
    void that_is_malformed_is_not_an_answer() {
        assertThatThrownBy(() -> read("<html><body>Bad gateway</body></html>"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    @Test
    void that_the_server_aborted_is_reported_with_its_message() {
        assertThatThrownBy(() -> read(band(3, "out of memory\n"))).hasMessageContaining("out of memory");
    }
}
