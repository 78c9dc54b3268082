package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.image.Tag;
import java.util.regex.Pattern;

/**
 * How signatures, attestations and SBOMs are tagged by tools that do not rely on referrers: after the digest that they
 * belong to.
 *
 * <p>Source: cosign's signature specification; OCI distribution specification, "Referrers Tag Schema".
 */
public final class ImageTags {
    private static final Pattern TAG = Pattern.compile("sha256-[0-9a-f]{64}(\\..*)?");

    private ImageTags() {}

    /** Whether a tag names one, and so never an image that could run, whatever a registry takes it for. */
    public static boolean isAttachmentTag(Tag tag) {
        return TAG.matcher(tag.value()).matches();
    }
}
