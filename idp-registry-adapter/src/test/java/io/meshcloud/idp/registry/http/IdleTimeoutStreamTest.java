// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleTimeoutStreamTest {
    private final AtomicLong now = new AtomicLong();

    /** Content of zeros; each read returns this many bytes after this many seconds. */
    private IdleTimeoutStream stream(int bytes, int seconds, Duration budget) {
        var content = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("bytes are not read one by one");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                now.addAndGet(Duration.ofSeconds(seconds).toNanos());
                int read = Math.min(bytes, length);
                Arrays.fill(buffer, offset, offset + read, (byte) 0);
                return read;
            }
        };
        return new IdleTimeoutStream(
                content, Duration.ofMinutes(1), new Budget("copy an image", 1, 1, budget), now::get);
    }

    private Duration timeUntilFailure(IdleTimeoutStream stream, String why) {
        assertThatThrownBy(() -> {
                    while (stream.read(new byte[100_000]) >= 0) {
                        assertThat(now.get()).isLessThan(Duration.ofDays(2).toNanos());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
        return Duration.ofNanos(now.get());
    }

    @Test
    void a_server_that_sends_a_byte_at_a_time_is_given_up_after_the_idle_timeout() {
        var stream = stream(1, 50, Duration.ofHours(12));

        assertThat(timeUntilFailure(stream, "only 2 bytes arrived within 100 s"))
                .isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void a_server_that_is_slow_is_given_up_when_the_time_of_the_budget_is_used_up() {
        var stream = stream(30_000, 50, Duration.ofHours(12));

        assertThat(timeUntilFailure(stream, "longer than its budget"))
                .isBetween(Duration.ofHours(12), Duration.ofHours(13));
    }

    @Test
    void time_without_a_reader_does_not_count() throws IOException {
        var stream = stream(100_000, 1, Duration.ofMinutes(1));

        for (int i = 0; i < 50; i++) {
            now.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(stream.read(new byte[100_000])).isEqualTo(100_000);
        }
    }
}
