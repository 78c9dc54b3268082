// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.spi.registry.ImageFacts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The trailers about the image in the commit of a release. */
public final class ReleaseTrailers {
    private ReleaseTrailers() {}

    /** The trailers for the released image and the image that ran before. */
    public static Map<TrailerKey, String> of(ImageReference image, Optional<ImageReference> previous) {
        var trailers = new EnumMap<TrailerKey, String>(TrailerKey.class);
        trailers.put(TrailerKey.IMAGE, image.toString());
        previous.ifPresent(before -> trailers.put(TrailerKey.PREVIOUS_IMAGE, before.toString()));
        return trailers;
    }

    /** The trailers of the image's labels, as far as they {@linkplain PublicLabel may be published}. */
    public static void addLabels(Map<TrailerKey, String> trailers, ImageFacts image) {
        PublicLabel.of(image.source()).ifPresent(source -> trailers.put(TrailerKey.SOURCE, source));
        PublicLabel.of(image.revision()).ifPresent(revision -> trailers.put(TrailerKey.REVISION, revision));
    }

    static void addOrigin(Map<TrailerKey, String> trailers, Optional<EnvironmentAddress> promotedFrom) {
        promotedFrom.ifPresent(origin -> trailers.put(TrailerKey.PROMOTED_FROM, origin.toString()));
    }

    /** The image in a commit's subject: the tag for people, the digest to identify it. */
    static String shortName(ImageReference image) {
        var digest = image.optionalDigest().map(name -> name.abbreviated()).orElse("");
        return image.optionalTag().map(tag -> tag + " (" + digest + ")").orElse(digest);
    }
}
