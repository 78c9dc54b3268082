// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import java.util.Optional;

/**
 * Tags as registries list them, and the tags of attachments: without the referrers API, tools tag signatures,
 * attestations and SBOMs by the digest of the image that they belong to.
 *
 * <p>Source: cosign's signature specification; OCI distribution specification, "Referrers Tag Schema".
 */
public final class ImageTags {
    private static final String PREFIX = "sha256-";
    private static final int REFERRERS_TAG_LENGTH = PREFIX.length() + 64;

    private ImageTags() {}

    /** Empty for a name that is not a valid tag. */
    public static Optional<Tag> parse(String name) {
        try {
            return Optional.of(Tag.parse(name));
        } catch (IdpException e) {
            return Optional.empty();
        }
    }

    /** Whether the tag is that of an attachment. Such a tag never names an image, even if the registry reports one. */
    public static boolean isAttachmentTag(Tag tag) {
        var text = tag.value();
        return text.startsWith(PREFIX)
                && text.length() >= REFERRERS_TAG_LENGTH
                && DigestText.isDigest("sha256:" + text.substring(PREFIX.length(), REFERRERS_TAG_LENGTH))
                && (text.length() == REFERRERS_TAG_LENGTH || text.charAt(REFERRERS_TAG_LENGTH) == '.');
    }

    /** The tag under which clients keep the list of a manifest's referrers. */
    public static Tag referrersTag(Digest subject) {
        return Tag.parse(PREFIX + subject.hex());
    }
}
