package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import java.util.regex.Pattern;

/**
 * An image and the place that it is promoted to.
 *
 * @param source what runs where it comes from
 * @param target the repository that it goes to
 * @param tag what it is called there: a name of these bytes alone, so that a promotion that is done again finds its own tag
 *     and none ever has to move
 */
record PromotedImage(ImageReference source, ImageRepository target, Tag tag) {
    private static final int SHORT_HEX = 12;
    private static final int MAX_TAG = 128;

    /** How signatures and SBOMs are tagged: nobody takes what is called so for an image. */
    private static final Pattern ATTACHMENT = Pattern.compile("sha\\d+-.*");

    private static final String NAMELESS = "promoted";

    static PromotedImage of(ImageReference source, ImageRepository target) {
        var end = "-" + digest(source).hex().substring(0, SHORT_HEX);
        var name = source.optionalTag()
                .map(Tag::value)
                .filter(tag -> !ATTACHMENT.matcher(tag).matches())
                .orElse(NAMELESS);
        // What was promoted before has such an end already.
        var stem = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
        var cut = stem.substring(0, Math.min(stem.length(), MAX_TAG - end.length()));
        return new PromotedImage(source, target, Tag.parse(cut + end));
    }

    Digest digest() {
        return digest(source);
    }

    private static Digest digest(ImageReference image) {
        return image.optionalDigest().orElseThrow(() -> new IllegalArgumentException("no digest: " + image));
    }
}
