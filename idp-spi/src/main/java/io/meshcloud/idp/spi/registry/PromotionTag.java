package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;

/**
 * What a promoted image is called where it goes to: a name of its bytes alone, so that a promotion that is done again finds
 * its own tag and none ever has to move. It ends with the beginning of the digest, so that it can be told from what
 * teams push: what a promotion copied, a person releases, never automation (ADR-019).
 */
public final class PromotionTag {
    private static final int SHORT_HEX = 12;
    private static final int MAX_LENGTH = 128;

    private PromotionTag() {}

    /**
     * The tag of a digest.
     *
     * @param name what it was called before; cut if that is too long
     */
    public static Tag of(String name, Digest digest) {
        var end = end(digest);
        // What was promoted before has such an end already.
        var stem = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
        return Tag.parse(stem.substring(0, Math.min(stem.length(), MAX_LENGTH - end.length())) + end);
    }

    /** Whether a tag is one by which a promotion called this digest. */
    public static boolean isPromotionTag(Tag tag, Digest digest) {
        return tag.value().endsWith(end(digest));
    }

    private static String end(Digest digest) {
        return "-" + digest.hex().substring(0, SHORT_HEX);
    }
}
