// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Facts: an image's time in the registry's order, and the labels that lead to its source. For registries that order by
 * created time.
 */
public abstract class ImageFactsContract extends ImageRegistryContract {
    private static final Instant LATER = NOON.plus(Duration.ofHours(1));

    @Test
    void an_image_has_its_created_time_by_tag_and_by_digest() {
        var digest = team().push(TestImage.of("one", NOON), TAG);

        assertThat(found(TAG).time()).isEqualTo(ImageTime.created(NOON));
        assertThat(found(resolve(digest)).time()).isEqualTo(ImageTime.created(NOON));
    }

    @Test
    void fractions_of_a_second_count() {
        var precise = Instant.parse("2026-10-01T12:00:00.123456789Z");
        team().push(TestImage.of("one", precise), TAG);

        assertThat(found(TAG).time()).isEqualTo(ImageTime.created(precise));
    }

    @Test
    void an_image_without_a_created_time_has_no_time() {
        team().push(TestImage.of("one", null), TAG);

        assertThat(found(TAG).time()).isNull();
    }

    @Test
    void a_time_long_ago_is_reported_unchanged() {
        team().push(TestImage.of("one", Instant.EPOCH), TAG);

        assertThat(found(TAG).time()).isEqualTo(ImageTime.created(Instant.EPOCH));
    }

    @Test
    void an_index_has_the_time_of_its_newest_image() {
        team().pushIndex(List.of(TestImage.of("amd64", LATER), TestImage.of("arm64", NOON)), TAG);

        assertThat(found(TAG).time()).isEqualTo(ImageTime.created(LATER));
    }

    @Test
    void an_attestation_does_not_change_the_time_of_an_index() {
        team().pushWithAttestation(TestImage.of("amd64", NOON), TestImage.of("attestation", LATER), TAG);

        assertThat(found(TAG).time()).isEqualTo(ImageTime.created(NOON));
    }

    @Test
    void labels_are_reported_unchanged() {
        team().push(new TestImage("one", NOON, "https://git.example.org/team/app", "0123abc"), TAG);

        assertThat(found(TAG))
                .extracting(ImageFacts::source, ImageFacts::revision)
                .containsExactly("https://git.example.org/team/app", "0123abc");
    }

    @Test
    void missing_labels_are_absent() {
        team().push(TestImage.of("one", NOON), TAG);

        assertThat(found(TAG))
                .extracting(ImageFacts::source, ImageFacts::revision)
                .containsOnlyNulls();
    }
}
