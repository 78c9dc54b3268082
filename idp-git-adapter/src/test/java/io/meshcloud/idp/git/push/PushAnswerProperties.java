// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a server sends, reading ends with a value or an {@link IOException}, within the limit of bytes. */
class PushAnswerProperties {
    private static final String MAIN = "refs/heads/main";
    private static final PushCapabilities CAPABILITIES = new PushCapabilities(true, true);
    private static final String REPORT =
            line("\2a hook\n") + line("\1" + line("unpack ok\n") + line("ok " + MAIN + "\n") + "0000") + "0000";
    private static final String ADVERTISEMENT = line("# service=git-receive-pack\n") + "0000"
            + line("1".repeat(40) + " " + MAIN + "\0report-status side-band-64k object-format=sha1\n")
            + line("2".repeat(40) + " refs/heads/other\n") + "0000";

    @Property(tries = 2_000)
    void of_any_bytes_is_a_result_or_a_problem(@ForAll byte[] bytes) {
        assertRefused(bytes);
    }

    @Property(tries = 2_000)
    void of_a_report_with_changed_bytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
        var bytes = changed(REPORT, seed, changes);

        PushReport report;
        try {
            report = PushReport.read(new ByteArrayInputStream(bytes), CAPABILITIES, MAIN);
        } catch (IOException e) {
            return;
        }

        assertThat(report.messages().length()).isLessThanOrEqualTo(PushReport.MAX_MESSAGE_BYTES);
        assertThat(report.moved()).isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1).contains("ok " + MAIN));
    }

    @Property(tries = 2_000)
    void of_an_advertisement_with_changed_bytes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
        try {
            var read =
                    PushAdvertisement.readHttp(new ByteArrayInputStream(changed(ADVERTISEMENT, seed, changes)), MAIN);

            assertThat(read.tip().name()).hasSize(40);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    @Property(tries = 200)
    void that_never_ends(@ForAll long seed) {
        var endless = new Endless(seed);

        try {
            PushReport.read(endless, CAPABILITIES, MAIN);
        } catch (IOException e) {
            assertThat(endless.bytes).isLessThanOrEqualTo(PushAdvertisement.MAX_BYTES + (1 << 17));
            return;
        }
        throw new AssertionError("no report");
    }

    private static void assertRefused(byte[] bytes) {
        for (var read : java.util.List.<Reading>of(
                in -> PushReport.read(in, CAPABILITIES, MAIN),
                in -> PushReport.read(in, new PushCapabilities(false, false), MAIN),
                in -> PushAdvertisement.read(in, MAIN),
                in -> PushAdvertisement.readHttp(in, MAIN))) {
            try {
                read.of(new ByteArrayInputStream(bytes));
            } catch (IOException e) {
                continue;
            }
            throw new AssertionError("no answer of a server");
        }
    }

    private interface Reading {
        Object of(InputStream in) throws IOException;
    }

    private static byte[] changed(String text, long seed, int changes) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String line(String text) {
        return String.format("%04x%s", text.length() + 4, text);
    }

    /** Messages of hooks, again and again. */
    private static final class Endless extends InputStream {
        private final byte[] packet;
        private long bytes;

        Endless(long seed) {
            packet = line("\2" + "x".repeat(30_000 + new Random(seed).nextInt(30_000)))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int read() {
            return packet[(int) (bytes++ % packet.length)];
        }

        @Override
        public int read(byte[] to, int from, int length) {
            int at = (int) (bytes % packet.length);
            int count = Math.min(length, packet.length - at);
            System.arraycopy(packet, at, to, from, count);
            bytes += count;
            return count;
        }
    }
}
