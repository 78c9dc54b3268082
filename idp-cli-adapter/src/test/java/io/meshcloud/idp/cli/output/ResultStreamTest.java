// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultStreamTest {
    private static OutputStream broken(String message) {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void everything_passes_through() throws IOException {
        var target = new ByteArrayOutputStream();
        try (var stream = new ResultStream(target)) {
            stream.write("result".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.loss()).isEmpty();
        }
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("result");
    }

    @Test
    void a_closed_pipe_does_not_count_as_a_lost_result() throws IOException {
        try (var stream = new ResultStream(broken("Broken pipe"))) {
            stream.write('x');
            stream.write('y');
            assertThat(stream.loss()).isEmpty();
        }
    }

    @Test
    void a_full_disk_counts_as_a_lost_result() throws IOException {
        try (var stream = new ResultStream(broken("No space left on device"))) {
            stream.write('x');
            assertThat(stream.loss()).isPresent();
        }
    }
}
