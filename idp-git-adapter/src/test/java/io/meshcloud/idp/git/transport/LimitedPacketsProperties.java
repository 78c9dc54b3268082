// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LimitedPacketsProperties {
    private static final int MIB = 1 << 20;

    @Property(tries = 300)
    void any_bytes_pass_unchanged_in_pieces_of_any_size(@ForAll byte[] bytes, @ForAll long seed) throws IOException {
        assertThat(read(bytes, seed)).isEqualTo(bytes);
    }

    @Property(tries = 100)
    void a_pack_of_any_size_passes(@ForAll long seed) throws IOException {
        var random = new Random(seed);
        var answer = new ByteArrayOutputStream();
        while (answer.size() < 3 * MIB) {
            packet(answer, 1, random.nextInt(60_000));
        }

        assertThat(read(answer.toByteArray(), seed)).isEqualTo(answer.toByteArray());
    }

    @Example
    void endless_messages_are_refused() {
        assertThatThrownBy(() -> read(many(2, 2 * MIB), 1)).hasMessageContaining("too long");
    }

    @Example
    void endless_lines_are_refused() {
        assertThatThrownBy(() -> read(many('a', 17 * MIB), 1)).hasMessageContaining("too long");
    }

    @Example
    void skipped_bytes_count() {
        var in = new LimitedPackets(new ByteArrayInputStream(many(2, 2 * MIB)));

        assertThatThrownBy(() -> in.skipNBytes(2 * MIB)).hasMessageContaining("too long");
    }

    private static byte[] many(int first, int size) {
        var answer = new ByteArrayOutputStream();
        while (answer.size() < size) {
            packet(answer, first, 1_000);
        }
        return answer.toByteArray();
    }

    private static void packet(ByteArrayOutputStream to, int first, int size) {
        to.writeBytes(String.format("%04x", size + 5).getBytes(StandardCharsets.US_ASCII));
        to.write(first);
        to.writeBytes(new byte[size]);
    }

    private static byte[] read(byte[] bytes, long seed) throws IOException {
        var random = new Random(seed);
        InputStream in = new LimitedPackets(new ByteArrayInputStream(bytes));
        var out = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        while (true) {
            if (random.nextBoolean()) {
                int one = in.read();
                if (one < 0) {
                    return out.toByteArray();
                }
                out.write(one);
            }
            int count = in.read(buffer, 0, 1 + random.nextInt(buffer.length - 1));
            if (count < 0) {
                return out.toByteArray();
            }
            out.write(buffer, 0, count);
        }
    }
}
