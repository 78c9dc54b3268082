// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.spi.registry.PromotionTag;
import java.util.Optional;

/**
 * An image and the repository that it is promoted to.
 *
 * @param source the image that runs in the source environment
 * @param target the repository of the target environment
 * @param tag the tag of the copy
 */
record PromotedImage(ImageReference source, ImageRepository target, Tag tag) {
    private static final String NAMELESS = "promoted";

    /**
     * @param releasedAs the tag under which an image without a tag was released in the source environment earlier
     */
    static PromotedImage of(ImageReference source, Optional<Tag> releasedAs, ImageRepository target) {
        var name = source.optionalTag()
                .or(() -> releasedAs)
                .map(Tag::value)
                .filter(tag -> !isAttachment(tag))
                .orElse(NAMELESS);
        return new PromotedImage(source, target, PromotionTag.of(name, digest(source)));
    }

    /** The tags of signatures and SBOMs, which never name an image. */
    private static boolean isAttachment(String tag) {
        int digits = "sha".length();
        int end = Ascii.skip(tag, digits, Ascii::isDigit);
        return tag.startsWith("sha") && end > digits && tag.startsWith("-", end);
    }

    Digest digest() {
        return digest(source);
    }

    private static Digest digest(ImageReference image) {
        return image.optionalDigest().orElseThrow(() -> new IllegalArgumentException("no digest: " + image));
    }
}
