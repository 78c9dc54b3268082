// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The facts that a poll has looked up are kept in files, so the first poll of the next process costs as much as a
 * second poll.
 */
@Slow
class KeptLooksTest extends ServedLayout {
    private static final ImageRepository OTHER = ImageRepository.parse(Fixtures.HOST + "/team-b/app2/dev");
    /** A poll that knows nothing sends a request for each tag. */
    private static final int COLD = 30;

    private static final Wanted POLLED = new Wanted(REPOSITORY, null).lookingUp(Set.of(TAG));

    @TempDir
    Path cache;

    @BeforeEach
    void push() {
        IntStream.range(0, 30).forEach(number -> writer.write(Tag.parse("build-" + number), image(EARLY)));
        OciLayoutWriter.in(root, OTHER).write(TAG, image(EARLY));
    }

    /** One process, from its start to its end. */
    private final class Run implements AutoCloseable {
        private final MemoryFolder memory = MemoryFolder.at(folder(), CLOCK);
        private final DistributionImageRegistry registry;

        Run() {
            this(server.url());
        }

        Run(URI base) {
            registry = DistributionImageRegistry.open(
                    Fixtures.HOST,
                    base,
                    new RegistryConfig(
                            Map.of(), CredentialSource.none(), Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    CLOCK,
                    pauses::add,
                    memory);
        }

        Map<Tag, Digest> poll(Wanted wanted) {
            return ((Listing.Known) registry.list(List.of(wanted)).get(wanted.repository()))
                    .images().stream().collect(Collectors.toMap(TaggedImage::tag, TaggedImage::digest));
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private Path folder() {
        return cache.resolve("registries");
    }

    private Path file() {
        try (var files = Files.newDirectoryStream(folder(), "*.look")) {
            return files.iterator().next();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<Tag, Digest> poll(Wanted wanted) {
        try (var run = new Run()) {
            return run.poll(wanted);
        }
    }

    private void pollAtAnotherUrl() {
        try (var run = new Run(URI.create("http://localhost:" + server.url().getPort()))) {
            run.poll(POLLED);
        }
    }

    private int cost() {
        return asked(() -> assertThat(poll(POLLED)).hasSize(31)).size();
    }

    @Test
    void the_first_poll_of_the_next_process_sends_what_a_second_poll_sends() {
        List<String> second;
        try (var run = new Run()) {
            run.poll(POLLED);
            second = asked(() -> run.poll(POLLED));
        }

        var next = asked(() -> assertThat(poll(POLLED)).hasSize(31));

        assertThat(next).hasSameSizeAs(second).hasSize(3);
    }

    @Test
    void other_tags_have_their_turns_also_if_each_poll_is_a_process_of_its_own() {
        poll(POLLED);
        var moved = writer.write(Tag.parse("build-7"), image(LATE));

        assertThat(IntStream.range(0, 31).mapToObj(run -> poll(POLLED).get(Tag.parse("build-7"))))
                .contains(moved);
    }

    @Test
    void a_push_is_seen_by_the_first_poll_of_the_next_process() {
        poll(POLLED);
        var moved = writer.write(TAG, image(LATE));
        var added = writer.write(Tag.parse("2.0.0"), image(LATE));

        assertThat(poll(POLLED)).containsEntry(TAG, moved).containsEntry(Tag.parse("2.0.0"), added);
    }

    @Test
    void a_file_with_one_wrong_bit_is_not_used_and_replaced() throws IOException {
        poll(POLLED);
        var intact = Files.readAllBytes(file());
        for (int at = 0; at < intact.length; at += 97) {
            var damaged = intact.clone();
            damaged[at] ^= 4;
            Files.write(file(), damaged);

            assertThat(cost()).as("byte " + at).isGreaterThan(COLD);
            assertThat(cost()).isEqualTo(3);
        }
    }

    @Test
    void a_file_that_was_cut_is_not_used_and_replaced() throws IOException {
        poll(POLLED);
        var intact = Files.readAllBytes(file());
        for (int length : new int[] {0, 1, 31, 32, 33, 60, 100, intact.length / 2, intact.length - 1}) {
            Files.write(file(), Arrays.copyOf(intact, length));

            assertThat(cost()).as("length " + length).isGreaterThan(COLD);
            assertThat(cost()).isEqualTo(3);
        }
    }

    @Test
    void the_file_of_another_server_is_not_used() throws IOException {
        poll(POLLED);
        var foreign = Files.readAllBytes(file());
        Files.delete(file());
        pollAtAnotherUrl();
        Files.write(file(), foreign);

        assertThat(asked(this::pollAtAnotherUrl)).hasSizeGreaterThan(COLD);
    }

    @Test
    void a_file_that_others_can_write_to_is_not_used() throws IOException {
        poll(POLLED);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(cost()).isGreaterThan(COLD);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void nothing_is_kept_in_a_folder_that_others_can_write_to() throws IOException {
        Files.createDirectory(folder());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));

        poll(POLLED);

        assertThat(folder()).isEmptyDirectory();
    }

    @Test
    void only_the_user_can_read_what_is_kept() throws IOException {
        poll(POLLED);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_link_to_a_file_of_ours_is_not_followed() throws IOException {
        poll(POLLED);
        var target = Files.writeString(cache.resolve("precious"), "kept");
        var file = file();
        Files.delete(file);
        Files.createSymbolicLink(file, target);

        assertThat(poll(POLLED)).hasSize(31);

        assertThat(target).hasContent("kept");
        assertThat(file).isRegularFile();
    }

    @Test
    void two_processes_at_once_keep_what_each_has_learned() {
        var other = new Wanted(OTHER, null).lookingUp(Set.of(TAG));
        try (var one = new Run();
                var two = new Run()) {
            one.poll(POLLED);
            two.poll(other);
        }

        assertThat(asked(() -> poll(POLLED))).hasSizeLessThanOrEqualTo(3);
        assertThat(asked(() -> poll(other))).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void processes_that_write_at_the_same_moment_leave_a_file_that_can_be_used() {
        poll(POLLED);

        IntStream.range(0, 16).parallel().forEach(number -> poll(POLLED));

        assertThat(cost()).isEqualTo(3);
    }

    /** Anybody who can write to the cache could write this, with the right checksum. */
    @Test
    void a_wrong_image_in_the_file_is_neither_resolved_nor_listed_before_a_release() {
        var wrong = digest;
        try (var run = new Run()) {
            run.poll(POLLED);
        }
        // The file is correct for yesterday, so it is wrong for today.
        var right = writer.write(Tag.parse("build-3"), image(LATE));

        try (var run = new Run()) {
            assertThat(run.registry.resolve(REPOSITORY, Tag.parse("build-3")).image())
                    .hasValueSatisfying(facts -> {
                        assertThat(facts.digest()).isEqualTo(right).isNotEqualTo(wrong);
                        assertThat(facts.optionalTime())
                                .hasValueSatisfying(
                                        time -> assertThat(time.at()).isEqualTo(LATE));
                    });
            assertThat(run.poll(new Wanted(REPOSITORY, null))).containsEntry(Tag.parse("build-3"), right);
        }
    }

    @Test
    void a_cache_that_cannot_be_written_costs_requests_and_nothing_else() throws IOException {
        Files.writeString(folder(), "a file in the place of the folder");

        assertThat(cost()).isGreaterThan(COLD);
        assertThat(cost()).isGreaterThan(COLD);
        assertThat(folder()).hasContent("a file in the place of the folder");
    }
}
