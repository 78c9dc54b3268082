// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.distribution.TagMemory.TagLookup;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A poll asks for the list of tags and the tag on file; it looks up the other tags in turn. */
class PolledTagsTest extends ServedLayout {
    private static final Wanted POLLED = new Wanted(REPOSITORY, null).lookingUp(Set.of(TAG));
    private static final String LIST = "GET /v2/team-a/app1/dev/tags/list";
    private static final String MANIFEST = "/v2/team-a/app1/dev/manifests/";

    private DistributionImageRegistry registry;

    @BeforeEach
    void open() {
        registry = client();
    }

    private static Tag tag(int number) {
        return Tag.parse("build-" + number);
    }

    private Map<Tag, Digest> poll(Wanted wanted) {
        return ((Listing.Known) registry.list(List.of(wanted)).get(REPOSITORY))
                .images().stream().collect(Collectors.toMap(TaggedImage::tag, TaggedImage::digest));
    }

    @Test
    void a_poll_that_finds_nothing_new_costs_at_most_three_requests_however_many_tags_there_are() {
        IntStream.range(0, 40).forEach(number -> writer.write(tag(number), image(EARLY)));
        poll(POLLED);

        for (int i = 0; i < 50; i++) {
            assertThat(asked(() -> assertThat(poll(POLLED)).hasSize(41)))
                    .hasSize(3)
                    .contains(LIST, "HEAD " + MANIFEST + TAG);
        }
    }

    @Test
    void what_one_repository_has_is_handed_over_before_the_lists_of_all_others() {
        var wanted = Stream.concat(
                        Stream.of(POLLED),
                        IntStream.range(0, 200)
                                .mapToObj(number ->
                                        new Wanted(ImageRepository.parse(HOST + "/team-" + number + "/app"), null)))
                .toList();
        var requests = new ArrayList<Integer>();
        var handed = new ArrayList<ImageRepository>();

        registry.list(wanted, (repository, listing) -> {
            requests.add(server.requests().size());
            handed.add(repository);
        });

        assertThat(handed).hasSize(201).doesNotHaveDuplicates();
        assertThat(requests.get(handed.indexOf(REPOSITORY))).isLessThan(60);
    }

    @Test
    void the_tag_on_file_is_looked_up_in_every_poll() {
        writer.write(tag(1), image(EARLY));
        poll(POLLED);

        var moved = writer.write(TAG, image(LATE));

        assertThat(poll(POLLED)).containsEntry(TAG, moved);
    }

    @Test
    void a_new_tag_is_found_by_the_next_poll() {
        poll(POLLED);

        var added = writer.write(tag(1), image(LATE));

        assertThat(poll(POLLED)).containsEntry(tag(1), added);
    }

    private Map<Tag, ImageFacts> resolved() {
        return ((Listing.Known) registry.list(List.of(POLLED)).get(REPOSITORY)).resolved();
    }

    @Test
    void a_poll_resolves_a_new_tag_as_a_question_about_this_tag_alone_does() {
        poll(POLLED);
        writer.write(tag(1), image(LATE));

        var resolved = resolved();

        assertThat(resolved).containsOnlyKeys(tag(1));
        assertThat(registry.resolve(REPOSITORY, tag(1)).image()).contains(resolved.get(tag(1)));
    }

    @Test
    void a_poll_resolves_neither_a_tag_of_an_earlier_poll_nor_a_tag_of_a_known_image() {
        poll(POLLED);
        assertThat(resolved()).isEmpty();

        writer.write(tag(1), image(EARLY));
        writer.write(tag(2), image(LATE));
        resolved();
        writer.write(tag(3), image(LATE));

        assertThat(resolved()).isEmpty();
    }

    @Test
    void a_deleted_tag_is_missing_in_the_next_poll() {
        writer.write(tag(1), image(LATE));
        poll(POLLED);
        server.answerFirst(request -> request.path().endsWith("/tags/list")
                ? Reply.of(200, "application/json", "{\"tags\":[\"" + TAG + "\"]}")
                : null);

        assertThat(poll(POLLED)).containsOnlyKeys(TAG);
    }

    @Test
    void any_other_tag_that_moves_is_found_once_it_has_its_turn() {
        IntStream.range(0, 5).forEach(number -> writer.write(tag(number), image(EARLY)));
        poll(POLLED);
        var moved = writer.write(tag(3), image(LATE));

        assertThat(Stream.generate(() -> poll(POLLED).get(tag(3))).limit(5).anyMatch(moved::equals))
                .isTrue();
    }

    @Test
    void a_list_that_is_not_for_a_poll_has_the_current_digest_of_every_tag() {
        writer.write(tag(1), image(EARLY));
        poll(POLLED);

        var moved = writer.write(tag(1), image(LATE));

        assertThat(poll(new Wanted(REPOSITORY, null))).containsEntry(tag(1), moved);
    }

    @Test
    void an_image_that_could_not_be_pulled_is_looked_up_again() {
        server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(404, "BLOB_UNKNOWN") : null);
        var wanted = new Wanted(REPOSITORY, null).lookingUp(Set.of());
        assertThat(poll(wanted)).isEmpty();

        server.answerFirst(request -> null);

        assertThat(poll(wanted)).containsKey(TAG);
    }

    @Nested
    class The_memory {
        private final TagMemory memory = new TagMemory(100);

        private ImageRepository repository(int number) {
            return ImageRepository.parse(HOST + "/team-" + number + "/app");
        }

        private Wanted wanted(int number) {
            return new Wanted(repository(number), null).lookingUp(Set.of());
        }

        private void remember(int repository, int tags) {
            IntStream.range(0, tags)
                    .forEach(number -> memory.put(repository(repository), tag(number), new TagLookup(null, null)));
        }

        private List<Tag> unknown(int repository, int tags) {
            return memory.plan(
                            wanted(repository),
                            IntStream.range(0, tags)
                                    .mapToObj(PolledTagsTest::tag)
                                    .toList(),
                            false)
                    .added();
        }

        @Test
        void gives_each_repository_a_turn_within_ten_lists() {
            IntStream.range(0, 25).forEach(number -> remember(number, 1 + number % 3));
            var all = IntStream.range(0, 25).mapToObj(this::wanted).toList();

            var turns = IntStream.range(0, TagMemory.TURN)
                    .mapToObj(list -> memory.turns(all))
                    .toList();

            assertThat(turns).allSatisfy(turn -> assertThat(turn).hasSize(3));
            assertThat(turns.stream().flatMap(Set::stream).distinct()).hasSize(25);
        }

        @Test
        void forgets_the_repository_with_the_most_tags_first() {
            remember(1, 10);
            remember(2, 80);
            remember(3, 11);

            assertThat(unknown(1, 10)).isEmpty();
            assertThat(unknown(2, 80)).hasSize(80);
            assertThat(unknown(3, 11)).isEmpty();
        }

        @Test
        void counts_what_it_forgets() {
            for (int i = 0; i < 50; i++) {
                remember(1, 60);
                assertThat(memory.plan(wanted(1), List.of(), false).added()).isEmpty();
            }
            remember(2, 40);
            remember(1, 60);

            assertThat(unknown(1, 60)).isEmpty();
            assertThat(unknown(2, 40)).isEmpty();
        }
    }
}
