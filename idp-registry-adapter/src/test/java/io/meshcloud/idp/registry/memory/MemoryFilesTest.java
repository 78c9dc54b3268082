// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.TaggedImage;
import io.meshcloud.idp.testkit.MutableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFilesTest {
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock(START);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A text that grows. */
    private static final class Text implements KeptMemory.Contents {
        private String text = "";

        @Override
        public void add(byte[] others) {
            text = new String(others, StandardCharsets.UTF_8) + text;
        }

        @Override
        public byte[] toBytes() {
            return bytes(text);
        }

        @Override
        public long version() {
            return text.length();
        }
    }

    @Nested
    class A_memory {
        private final Text contents = new Text();

        private String onDisk() {
            return new MemoryFile(folder, "test")
                    .read()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("nothing");
        }

        @Test
        void is_written_some_seconds_after_something_was_learned() {
            var kept = MemoryFolder.at(folder, clock).keep("test", contents);
            kept.read();
            contents.text = "learned";
            kept.saveNowAndThen();
            assertThat(onDisk()).isEqualTo("nothing");

            clock.set(START.plus(KeptMemory.PAUSE));
            kept.saveNowAndThen();

            assertThat(onDisk()).isEqualTo("learned");
        }

        @Test
        void is_not_written_after_each_look_that_learned_nothing() {
            var kept = MemoryFolder.at(folder, clock).keep("test", contents);
            kept.read();
            clock.set(START.plus(KeptMemory.PAUSE_OF_TURNS).minusSeconds(1));
            kept.saveNowAndThen();
            assertThat(onDisk()).isEqualTo("nothing");

            clock.set(START.plus(KeptMemory.PAUSE_OF_TURNS));
            kept.saveNowAndThen();

            assertThat(onDisk()).isEmpty();
        }

        @Test
        void that_cannot_be_written_is_not_tried_again_every_ten_seconds() {
            var large = new KeptMemory.Contents() {
                private int built;

                @Override
                public void add(byte[] others) {}

                @Override
                public byte[] toBytes() {
                    built++;
                    return new byte[MemoryFile.MAX_BYTES];
                }

                @Override
                public long version() {
                    return 1 + clock.instant().getEpochSecond();
                }
            };
            var kept = MemoryFolder.at(folder, clock).keep("test", large);
            kept.read();
            clock.advance(KeptMemory.PAUSE);
            kept.saveNowAndThen();
            clock.advance(KeptMemory.PAUSE);
            kept.saveNowAndThen();
            assertThat(large.built).isEqualTo(1);

            clock.advance(KeptMemory.PAUSE_OF_TURNS);
            kept.saveNowAndThen();

            assertThat(large.built).isEqualTo(2);
        }

        @Test
        void is_written_at_the_end_if_there_was_a_look() {
            try (var memories = MemoryFolder.at(folder, clock)) {
                memories.keep("unused", new Text());
                memories.keep("test", contents).read();
                contents.text = "learned";
            }

            assertThat(onDisk()).isEqualTo("learned");
            assertThat(new MemoryFile(folder, "unused").path()).doesNotExist();
        }

        @Test
        void takes_over_what_another_process_has_written_meanwhile() {
            try (var memories = MemoryFolder.at(folder, clock)) {
                memories.keep("test", contents).read();
                contents.text = "learned";
                assertThat(new MemoryFile(folder, "test").replace(others -> bytes("theirs, ")))
                        .isTrue();
            }

            assertThat(onDisk()).isEqualTo("theirs, learned");
        }
    }

    @Nested
    class A_file {
        private MemoryFile file = new MemoryFile(Path.of(""), "test");

        @BeforeEach
        void place() {
            file = new MemoryFile(folder, "test");
        }

        @Test
        void that_is_too_long_is_neither_written_nor_read() throws Exception {
            assertThat(file.replace(others -> new byte[MemoryFile.MAX_BYTES])).isFalse();
            Files.write(file.path(), new byte[MemoryFile.MAX_BYTES + 1]);

            assertThat(file.read()).isEmpty();
        }

        @Test
        void that_a_killed_process_left_half_written_is_removed() throws Exception {
            var left = Files.writeString(folder.resolve("tmp_1.look"), "half");

            file.replace(others -> bytes("whole"));

            assertThat(left).doesNotExist();
        }

        @Test
        void that_a_killed_process_left_when_it_looked_up_its_user_is_removed_after_an_hour() throws Exception {
            var left = Files.createFile(folder.resolve("tmp_1.owner"));
            file.replace(others -> bytes("one"));
            assertThat(left).exists();
            var created = Files.getLastModifiedTime(left).toInstant();
            Files.setLastModifiedTime(left, FileTime.from(created.minus(Duration.ofMinutes(61))));

            assertThat(file.replace(others -> bytes("two"))).isTrue();

            assertThat(left).doesNotExist();
            assertThat(new MemoryFile(folder, "test").read()).contains(bytes("two"));
        }

        @Test
        void of_another_version_of_idp_counts_as_missing_and_is_replaced() {
            var old = new MemoryFile(folder, "test", "1.0.0");
            var next = new MemoryFile(folder, "test", "1.1.0");
            old.replace(others -> bytes("old"));

            assertThat(next.read()).isEmpty();
            assertThat(next.replace(others -> bytes("next"))).isTrue();

            assertThat(next.path()).isEqualTo(old.path());
            assertThat(new MemoryFile(folder, "test", "1.1.0").read()).contains(bytes("next"));
            assertThat(old.read()).isEmpty();
        }

        @Test
        void that_is_a_folder_counts_as_missing() throws Exception {
            Files.createDirectory(file.path());

            assertThat(file.read()).isEmpty();
        }
    }

    @Nested
    class What_is_read {
        private final TaggedImage image = new TaggedImage(
                Tag.parse("1.0.0"),
                Digest.of(bytes("index")),
                Set.of(Digest.of(bytes("image"))),
                ImageTime.created(START.plusNanos(7)));

        private byte[] written() {
            var writer = new MemoryWriter();
            writer.listWhatFits(
                    List.of(image, new TaggedImage(Tag.parse("x"), image.digest(), Set.of(), null)), writer::image);
            return writer.toBytes();
        }

        @Test
        void is_what_was_written() throws MalformedMemoryException {
            List<TaggedImage> read = MemoryReader.read(written(), from -> from.listWhatFits(MemoryReader::image));

            assertThat(read).contains(image).hasSize(2);
        }

        @Test
        void is_refused_if_bytes_are_missing_or_left() {
            var written = written();
            for (int length = 0; length < written.length; length++) {
                var cut = Arrays.copyOf(written, length);
                assertThatThrownBy(() -> MemoryReader.read(cut, from -> from.listWhatFits(MemoryReader::image)))
                        .isInstanceOf(MalformedMemoryException.class);
            }
            assertThatThrownBy(() -> MemoryReader.read(
                            Arrays.copyOf(written, written.length + 1), from -> from.listWhatFits(MemoryReader::image)))
                    .isInstanceOf(MalformedMemoryException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-0001-12-31T23:59:59.999999999Z",
                    "+10000-01-01T00:00:00Z",
                    "-1000000000-01-01T00:00:00Z",
                    "+1000000000-12-31T23:59:59.999999999Z"
                })
        void is_refused_if_a_time_is_not_of_the_years_0_to_9999(Instant time) {
            var writer = new MemoryWriter();
            writer.time(time);

            assertThatThrownBy(() -> MemoryReader.read(writer.toBytes(), MemoryReader::time))
                    .isInstanceOf(MalformedMemoryException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
        void can_have_the_time_that_means_none_in_go_and_the_last_one(Instant time) throws MalformedMemoryException {
            var writer = new MemoryWriter();
            writer.time(time);

            assertThat(MemoryReader.read(writer.toBytes(), MemoryReader::time)).isEqualTo(time);
        }

        @Test
        void is_refused_if_a_time_has_more_seconds_than_can_be_counted() {
            var tooLate = new byte[12];
            Arrays.fill(tooLate, (byte) 0x7f);

            assertThatThrownBy(() -> MemoryReader.read(tooLate, MemoryReader::time))
                    .isInstanceOf(MalformedMemoryException.class);
        }

        @Test
        void is_never_a_failure_of_another_kind() {
            var written = written();
            for (int at = 0; at < written.length; at++) {
                for (int wrong : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                    var changed = written.clone();
                    changed[at] = (byte) wrong;
                    try {
                        MemoryReader.read(changed, from -> from.listWhatFits(MemoryReader::image));
                    } catch (MalformedMemoryException e) {
                        assertThat(e).hasCauseInstanceOf(Exception.class);
                    }
                }
            }
        }
    }
}
