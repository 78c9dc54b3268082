// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Resolving: the digest that a name has now, and names of things that are not images. */
public abstract class ImageResolvingContract extends ImageRegistryContract {

    @Test
    void a_tag_resolves_to_the_digest_that_was_pushed() {
        var digest = team().push(TestImage.of("one", NOON), TAG);

        assertThat(found(TAG).digest()).isEqualTo(digest);
    }

    @Test
    void a_moved_tag_resolves_to_the_newer_digest_and_the_older_digest_still_exists() {
        var older = team().push(TestImage.of("one", NOON), TAG);
        var newer = team().push(TestImage.of("two", NOON), TAG);

        assertThat(newer).isNotEqualTo(older);
        assertThat(found(TAG).digest()).isEqualTo(newer);
        assertThat(found(resolve(older)).digest()).isEqualTo(older);
    }

    @Test
    void several_tags_resolve_to_one_digest() {
        var latest = Tag.parse("latest");
        var digest = team().push(TestImage.of("one", NOON), TAG, latest);

        assertThat(found(TAG).digest()).isEqualTo(digest);
        assertThat(found(latest).digest()).isEqualTo(digest);
    }

    @Test
    void an_image_without_a_tag_resolves_by_digest() {
        var digest = team().push(TestImage.of("one", NOON));

        assertThat(found(resolve(digest)).digest()).isEqualTo(digest);
    }

    @Test
    void an_index_resolves_to_its_own_digest() {
        var index = team().pushIndex(List.of(TestImage.of("amd64", NOON), TestImage.of("arm64", NOON)), TAG);

        assertThat(found(TAG).digest()).isEqualTo(index);
        assertThat(found(resolve(index)).digest()).isEqualTo(index);
    }

    @Test
    void an_index_without_any_of_its_images_is_not_found_and_what_is_missing_is_named() {
        var index = team().pushIndex(List.of(TestImage.of("amd64", NOON), TestImage.of("arm64", NOON)), TAG);
        var images = List.copyOf(found(TAG).parts());
        images.forEach(team()::delete);

        assertThat(images).hasSize(2);
        assertThat(whyNotFound(() -> resolve(TAG)))
                .containsAnyOf(images.get(0).hex(), images.get(1).hex());
        assertThat(whyNotFound(() -> resolve(index)))
                .containsAnyOf(images.get(0).hex(), images.get(1).hex());
    }

    /** A registry that keeps its images complete has a problem with such an index. */
    private static String whyNotFound(Supplier<Resolution> resolving) {
        try {
            return resolving
                    .get()
                    .match(
                            found -> "found",
                            other -> "not an image",
                            unreadable -> "unreadable",
                            Resolution.NotPullable::why,
                            () -> "missing");
        } catch (IdpException e) {
            return e.problem().what();
        }
    }

    @Test
    void a_deleted_image_is_missing() {
        var digest = team().push(TestImage.of("one", NOON));
        team().delete(digest);

        assertThat(resolve(digest)).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void an_unknown_tag_is_missing() {
        team().push(TestImage.of("one", NOON), TAG);

        assertThat(resolve(Tag.parse("1.2.4"))).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void an_unknown_digest_is_missing() {
        team().push(TestImage.of("one", NOON), TAG);

        assertThat(resolve(digestOf("never pushed"))).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void every_image_of_a_repository_without_pushes_is_missing() {
        var digest = team().push(TestImage.of("one", NOON), TAG);

        assertThat(team().registry().resolve(emptyRepository(), TAG)).isInstanceOf(Resolution.Missing.class);
        assertThat(team().registry().resolve(emptyRepository(), digest)).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void each_call_asks_the_registry() {
        assertThat(resolve(TAG)).isInstanceOf(Resolution.Missing.class);
        var digest = team().push(TestImage.of("one", NOON), TAG);

        assertThat(found(TAG).digest()).isEqualTo(digest);
    }

    @Test
    void a_registry_that_cannot_be_reached_is_a_problem_that_says_to_try_again() {
        var digest = team().push(TestImage.of("one", NOON), TAG);
        team().makeUnreachable();

        assertRetryable(() -> resolve(TAG));
        assertRetryable(() -> resolve(digest));
    }

    @Test
    void many_threads_resolve_at_once() {
        var tags = IntStream.range(0, 8)
                .mapToObj(number -> Tag.parse("1.0." + number))
                .toList();
        var digests = tags.stream()
                .map(tag -> team().push(TestImage.of(tag.value(), NOON), tag))
                .toList();

        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .mapToObj(number -> found(tags.get(number % 8)).digest().equals(digests.get(number % 8)))
                        .toList())
                .hasSize(64)
                .containsOnly(true);
    }

    private static void assertRetryable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IdpException.class,
                        thrown -> assertThat(thrown.problem().retryable()).isTrue());
    }

    @Test
    void a_chart_is_not_an_image_and_its_media_type_is_reported() {
        var digest = team().pushChart(TAG);

        assertThat(resolve(TAG))
                .isInstanceOfSatisfying(
                        Resolution.NotAnImage.class,
                        it -> assertThat(it.mediaType()).contains("helm"));
        assertThat(resolve(digest)).isInstanceOf(Resolution.NotAnImage.class);
    }
}
