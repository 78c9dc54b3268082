// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tags as registries list them, and the tags of attachments: without the referrers API, tools tag signatures, attestations
 * and SBOMs by the digest of the image that they belong to.
 *
 * <p>Source: cosign's signature specification; OCI distribution specification, "Referrers Tag Schema".
 */
public final class ImageTags {
    private static final Pattern ATTACHMENT = Pattern.compile("sha256-[0-9a-f]{64}(\\..*)?");

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
        return ATTACHMENT.matcher(tag.value()).matches();
    }

    /** The tag under which clients keep the list of a manifest's referrers. */
    public static Tag referrersTag(Digest subject) {
        return Tag.parse("sha256-" + subject.hex());
    }
}
