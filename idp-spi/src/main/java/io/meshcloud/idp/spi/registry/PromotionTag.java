// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;

/**
 * The tag of a promoted image at the target. It ends with the beginning of the digest, so a repeated promotion finds
 * its own tag, and no tag ever moves. The ending also distinguishes promoted images from those that teams push:
 * automation never releases a promoted image, a person does (ADR-019).
 */
public final class PromotionTag {
    private static final int SHORT_HEX = 12;
    private static final int MAX_LENGTH = 128;

    private PromotionTag() {}

    /**
     * The promotion tag of a digest.
     *
     * @param name the tag at the source, or the image's name; shortened if the result would be too long
     */
    public static Tag of(String name, Digest digest) {
        var end = end(digest);
        // The tag of an image that was promoted before already has the ending.
        var stem = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
        return Tag.parse(stem.substring(0, Math.min(stem.length(), MAX_LENGTH - end.length())) + end);
    }

    /** Whether a tag is a promotion tag of this digest. */
    public static boolean isPromotionTag(Tag tag, Digest digest) {
        return tag.value().endsWith(end(digest));
    }

    /** The source tag from which a promotion tag was made; any other tag is returned as it is. */
    public static Tag sourceOf(Tag tag, Digest digest) {
        var end = end(digest);
        var name = tag.value();
        return name.endsWith(end) && name.length() > end.length()
                ? Tag.parse(name.substring(0, name.length() - end.length()))
                : tag;
    }

    private static String end(Digest digest) {
        return "-" + digest.hex().substring(0, SHORT_HEX);
    }
}
