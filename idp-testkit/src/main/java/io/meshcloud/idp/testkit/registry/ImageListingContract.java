// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link io.meshcloud.idp.spi.registry.ImageListing}. */
public abstract class ImageListingContract {
    private static final Instant CREATED = Instant.parse("2026-09-01T08:00:00Z");

    private ImageRegistryFixture fixture;
    private List<TaggedImage> before;

    /** A registry without images. */
    protected abstract ImageRegistryFixture newFixture() throws Exception;

    @BeforeEach
    void open() throws Exception {
        fixture = newFixture();
        before = List.of();
        before = images(null);
    }

    @AfterEach
    void close() {
        // There is none if the test was skipped because a program is missing.
        if (fixture != null) {
            fixture.close();
        }
    }

    private List<TaggedImage> images(@Nullable String pattern) {
        return known(list(pattern), fixture.repository());
    }

    private Map<ImageRepository, Listing> list(@Nullable String pattern) {
        var wanted = new Wanted(fixture.repository(), pattern == null ? null : TagPattern.parse(pattern));
        var listings = fixture.listing().list(List.of(wanted));
        assertThat(listings).containsOnlyKeys(fixture.repository());
        return listings;
    }

    private int excluded(@Nullable String pattern) {
        return ((Listing.Known) Objects.requireNonNull(list(pattern).get(fixture.repository()))).excluded();
    }

    private List<TaggedImage> known(Map<ImageRepository, Listing> listings, ImageRepository repository) {
        return ((Listing.Known) Objects.requireNonNull(listings.get(repository)))
                .images().stream().filter(image -> !before.contains(image)).toList();
    }

    @Test
    void each_tag_is_listed_with_its_digest_and_time() {
        var one = fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"), Tag.parse("latest"));
        var two = fixture.push(TestImage.of("two", CREATED.plusSeconds(1)), Tag.parse("1.1.0"));

        assertThat(images(null))
                .containsExactlyInAnyOrder(
                        new TaggedImage(Tag.parse("1.0.0"), one, Set.of(), fixture.time(CREATED)),
                        new TaggedImage(Tag.parse("latest"), one, Set.of(), fixture.time(CREATED)),
                        new TaggedImage(Tag.parse("1.1.0"), two, Set.of(), fixture.time(CREATED.plusSeconds(1))));
    }

    @Test
    void a_poll_finds_a_new_tag_and_the_move_of_the_tag_on_file_at_once() {
        var onFile = Tag.parse("1.0.0");
        fixture.push(TestImage.of("one", CREATED), onFile);
        var polled = new Wanted(fixture.repository(), null).lookingUp(Set.of(onFile));
        known(fixture.listing().list(List.of(polled)), fixture.repository());
        var moved = fixture.push(TestImage.of("two", CREATED.plusSeconds(1)), onFile, Tag.parse("added"));

        assertThat(known(fixture.listing().list(List.of(polled)), fixture.repository()))
                .extracting(TaggedImage::tag, TaggedImage::digest)
                .containsExactlyInAnyOrder(tuple(onFile, moved), tuple(Tag.parse("added"), moved));
    }

    @Test
    void a_poll_finds_the_move_of_any_other_tag_after_a_while() {
        var other = Tag.parse("other");
        fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"), other);
        var polled = new Wanted(fixture.repository(), null).lookingUp(Set.of(Tag.parse("1.0.0")));
        known(fixture.listing().list(List.of(polled)), fixture.repository());
        var moved = fixture.push(TestImage.of("two", CREATED.plusSeconds(1)), other);

        // Ten lists for each tag are documented.
        assertThat(IntStream.range(0, 20)
                        .mapToObj(list -> known(fixture.listing().list(List.of(polled)), fixture.repository()))
                        .flatMap(List::stream))
                .anyMatch(image -> image.tag().equals(other) && image.digest().equals(moved));
    }

    /** So the push time of one tag is never compared with the build time of another. */
    @Test
    void all_times_of_a_listing_have_the_meaning_of_its_order() {
        fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"));
        fixture.pushIndex(List.of(TestImage.of("amd64", CREATED)), Tag.parse("1.1.0"));

        var listing = (Listing.Known) Objects.requireNonNull(fixture.listing()
                .list(List.of(new Wanted(fixture.repository(), null)))
                .get(fixture.repository()));

        assertThat(listing.images())
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image.optionalTime())
                        .hasValueSatisfying(
                                time -> assertThat(time.meaning().order()).contains(listing.order())));
    }

    @Test
    void a_moved_tag_is_listed_with_its_new_digest() {
        fixture.push(TestImage.of("one", CREATED), Tag.parse("latest"));
        assertThat(images(null)).hasSize(1);
        var two = fixture.push(TestImage.of("two", CREATED.plusSeconds(1)), Tag.parse("latest"));

        assertThat(images(null))
                .containsExactly(
                        new TaggedImage(Tag.parse("latest"), two, Set.of(), fixture.time(CREATED.plusSeconds(1))));
    }

    /** So a release is of the image that was chosen from the list. */
    @Test
    void a_tag_resolves_to_the_digest_and_time_of_its_list() {
        var moved = Tag.parse("moved");
        fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"), moved);
        fixture.pushIndex(List.of(TestImage.of("amd64", CREATED.plusSeconds(1))), Tag.parse("1.1.0"));
        fixture.push(TestImage.of("two", CREATED.plusSeconds(2)), moved);

        assertThat(images(null)).hasSize(3).allSatisfy(image -> {
            var facts = fixture.registry()
                    .resolve(fixture.repository(), image.tag())
                    .image()
                    .orElseThrow();
            assertThat(facts.digest()).isEqualTo(image.digest());
            assertThat(facts.time()).isEqualTo(image.time());
        });
    }

    @Test
    void a_deleted_image_is_not_listed_any_more() {
        var deleted = fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"));
        fixture.push(TestImage.of("two", CREATED.plusSeconds(1)), Tag.parse("1.1.0"));
        assertThat(images(null)).hasSize(2);
        fixture.delete(deleted);

        assertThat(images(null)).extracting(TaggedImage::tag).containsExactly(Tag.parse("1.1.0"));
    }

    @Test
    void an_index_is_listed_with_its_own_digest() {
        var index = fixture.pushIndex(
                List.of(TestImage.of("amd64", CREATED), TestImage.of("arm64", CREATED.plusSeconds(1))),
                Tag.parse("1.0.0"));

        assertThat(images(null)).singleElement().satisfies(image -> {
            assertThat(image.digest()).isEqualTo(index);
            assertThat(image.time()).isEqualTo(fixture.time(CREATED.plusSeconds(1)));
            assertThat(image.parts())
                    .hasSize(fixture.listsPartsOfAnIndex() ? 2 : 0)
                    .doesNotContain(index);
        });
    }

    @Test
    void charts_signatures_and_tags_that_do_not_match_are_omitted() {
        fixture.pushChart(Tag.parse("1.0.0"));
        var two = fixture.push(TestImage.of("two", CREATED), Tag.parse("1.1.0"));
        fixture.pushSignature(two);
        fixture.push(TestImage.of("three", CREATED), Tag.parse("main-4711"));

        assertThat(images("[0-9.]+"))
                .containsExactly(new TaggedImage(Tag.parse("1.1.0"), two, Set.of(), fixture.time(CREATED)));
        assertThat(images("[0-9.]+|sha256-.*")).hasSize(1);
    }

    @Test
    void tags_of_images_that_do_not_match_are_counted() {
        int others = excluded("1[.].*");
        var one = fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"), Tag.parse("latest"));
        fixture.push(TestImage.of("two", CREATED), Tag.parse("main-4711"));
        fixture.pushSignature(one);

        assertThat(excluded("1[.].*")).isEqualTo(others + 2);
        assertThat(excluded(null)).isZero();
    }

    @Test
    void an_image_without_a_created_time_is_listed() {
        var odd = fixture.push(TestImage.of("odd", null), Tag.parse("odd"));

        assertThat(images(null)).containsExactly(new TaggedImage(Tag.parse("odd"), odd, Set.of(), fixture.time(null)));
    }

    @Test
    void a_repository_that_does_not_exist_has_no_images() {
        var absent = ImageRepository.parse(fixture.repository() + "/absent");
        fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"));

        var listings =
                fixture.listing().list(List.of(new Wanted(absent, null), new Wanted(fixture.repository(), null)));

        assertThat(known(listings, absent)).isEmpty();
        assertThat(known(listings, fixture.repository())).hasSize(1);
    }

    @Test
    void every_repository_has_a_listing() {
        assertThat(fixture.listing().list(List.of())).isEmpty();
    }

    @Test
    void the_repositories_of_a_registry_that_cannot_be_reached_are_unavailable() {
        fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"));
        var other = ImageRepository.parse(fixture.repository() + "/other");
        fixture.makeUnreachable();

        var listings = fixture.listing().list(List.of(new Wanted(fixture.repository(), null), new Wanted(other, null)));

        assertThat(listings).containsOnlyKeys(fixture.repository(), other);
        assertThat(listings.values())
                .allSatisfy(listing -> assertThat(listing)
                        .isInstanceOfSatisfying(
                                Listing.Unavailable.class,
                                it -> assertThat(it.problem().retryable()).isTrue()));
    }

    @Test
    void many_threads_list_at_once() {
        var digest = fixture.push(TestImage.of("one", CREATED), Tag.parse("1.0.0"));

        assertThat(IntStream.range(0, 32)
                        .parallel()
                        .mapToObj(number -> images(null))
                        .toList())
                .hasSize(32)
                .containsOnly(List.of(new TaggedImage(Tag.parse("1.0.0"), digest, Set.of(), fixture.time(CREATED))));
    }

    @Test
    void many_tags_are_all_listed() {
        var tags = IntStream.range(0, 120)
                .mapToObj(number -> Tag.parse("t-" + number))
                .toArray(Tag[]::new);
        fixture.push(TestImage.of("one", CREATED), tags);

        assertThat(images(null)).extracting(TaggedImage::tag).containsExactlyInAnyOrder(tags);
    }

    @Test
    void many_images_are_all_listed() {
        var tags = IntStream.range(0, 120)
                .mapToObj(number -> Tag.parse("1.0." + number))
                .toList();
        tags.forEach(tag -> fixture.push(TestImage.of(tag.value(), CREATED), tag));

        assertThat(images(null)).extracting(TaggedImage::tag).containsExactlyInAnyOrderElementsOf(tags);
    }
}
