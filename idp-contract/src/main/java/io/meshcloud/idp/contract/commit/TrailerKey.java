// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.commit;

import java.util.Arrays;
import java.util.Optional;

/** The trailers of the platform's commits. Audit and history read the trailers, so their names never change. */
public enum TrailerKey {
    ENVIRONMENT("Idp-Environment", "the environment's address"),
    ACTION("Idp-Action", "the action of the commit, one of the words below"),
    IMAGE("Idp-Image", "the image that runs from this commit on: repository, tag if known, digest"),
    PREVIOUS_IMAGE("Idp-Previous-Image", "the image that ran before"),
    ACTOR("Idp-Actor", "the caller that made the request, as an opaque id"),
    ON_BEHALF_OF("Idp-On-Behalf-Of", "the person or system for which the actor made the request"),
    TRIGGER("Idp-Trigger", "the way in which the request arrived, the same word as `observedBy` in `release.yaml`"),
    REASON("Idp-Reason", "why the actor made the request"),
    REQUEST_ID("Idp-Request-Id", "the id of the request, by which a caller finds it again after a lost answer"),
    OVERRIDE("Idp-Override", "why the release was allowed in spite of a rule"),
    OVERRIDDEN_RULES("Idp-Overridden-Rules", "the names of these rules, as `--explain` shows them"),
    FREEZE_OVERRIDE(
            "Idp-Freeze-Override", "why the release was allowed during a freeze; only earlier versions wrote it"),
    HELD_MODE("Idp-Held-Mode", "the deploy mode before a hold: `auto`, or `default` if the file named none"),
    PREVIOUS_TIP("Idp-Previous-Tip", "the last known commit of the branch before it was rewritten"),
    SOURCE("Idp-Source", "the image's label `org.opencontainers.image.source`"),
    REVISION("Idp-Revision", "the image's label `org.opencontainers.image.revision`"),
    PROMOTED_FROM("Idp-Promoted-From", "the environment from which the image was promoted");

    private final String key;
    private final String description;

    TrailerKey(String key, String description) {
        this.key = key;
        this.description = description;
    }

    /** The trailer with this key; empty if the platform has no such trailer. */
    public static Optional<TrailerKey> of(String key) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.key.equals(key))
                .findFirst();
    }

    /** The meaning of the trailer, for the reference. */
    public String description() {
        return description;
    }

    /** The key in a commit message. */
    @Override
    public String toString() {
        return key;
    }
}
