// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTimeTest {
    private static final Instant AT = Instant.parse("2026-10-01T12:00:00Z");
    private static final Digest DIGEST = Digest.of(new byte[1]);

    @ParameterizedTest
    @CsvSource({
        "TAG_PUSHED, TAG_PUSHED, true",
        "IMAGE_CREATED, IMAGE_CREATED, true",
        "IMAGE_CREATED, TAG_PUSHED, false",
        "TAG_PUSHED, IMAGE_CREATED, false",
        "CACHED, TAG_PUSHED, false",
        "CACHED, IMAGE_CREATED, false",
        "REPLICATED, TAG_PUSHED, false",
        "REPLICATED, IMAGE_CREATED, false"
    })
    void a_tag_is_ordered_only_by_a_time_with_the_meaning_of_the_order(
            ImageTime.Meaning meaning, ImageOrder order, boolean counts) {
        var image = new TaggedImage(Tag.parse("1"), DIGEST, Set.of(), new ImageTime(meaning, AT));

        assertThat(OrderTime.of(image, order).isPresent()).isEqualTo(counts);
    }

    @ParameterizedTest
    @EnumSource(ImageTime.Meaning.class)
    void an_image_that_was_cached_or_replicated_raises_no_watermark(ImageTime.Meaning meaning) {
        var image = new ImageFacts(DIGEST, Set.of(), new ImageTime(meaning, AT), null, null);

        assertThat(OrderTime.of(image).isPresent())
                .isEqualTo(meaning == ImageTime.Meaning.TAG_PUSHED || meaning == ImageTime.Meaning.IMAGE_CREATED);
    }

    @Test
    void a_tag_without_a_time_is_not_ordered() {
        assertThat(OrderTime.of(new ImageFacts(DIGEST, Set.of(), null, null, null)))
                .isEmpty();
    }
}
