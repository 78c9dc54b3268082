package io.meshcloud.idp.contract.commit;

import java.util.Arrays;
import java.util.Optional;

/** The trailers of the platform's commits. Audit and history read them; their names never change. */
public enum TrailerKey {
    /** The environment's address. */
    ENVIRONMENT("Idp-Environment"),
    /**
     * What the commit does: release, rollback, create, apply, configure, hold, resume, retire, init, accept-rewrite,
     * stop, start.
     */
    ACTION("Idp-Action"),
    /** The image that runs from here on: repository, tag if written, digest. */
    IMAGE("Idp-Image"),
    /** The image that ran before. */
    PREVIOUS_IMAGE("Idp-Previous-Image"),
    /** Who asked: an opaque id. */
    ACTOR("Idp-Actor"),
    /** For whom the actor asked. */
    ON_BEHALF_OF("Idp-On-Behalf-Of"),
    /** What carried the request, the same word as {@code observedBy}. */
    TRIGGER("Idp-Trigger"),
    /** Why, in the actor's words. */
    REASON("Idp-Reason"),
    /** The id of the request, to find it again after a lost answer. */
    REQUEST_ID("Idp-Request-Id"),
    /** Why a freeze did not hold it back. */
    FREEZE_OVERRIDE("Idp-Freeze-Override"),
    /** The mode that stood before a hold: {@code auto} or {@code default}. */
    HELD_MODE("Idp-Held-Mode"),
    /** The commit that was seen last on the branch before somebody rewrote it. */
    PREVIOUS_TIP("Idp-Previous-Tip"),
    /** The image's {@code org.opencontainers.image.source}. */
    SOURCE("Idp-Source"),
    /** The image's {@code org.opencontainers.image.revision}. */
    REVISION("Idp-Revision"),
    /** The environment that a promoted image was taken from. */
    PROMOTED_FROM("Idp-Promoted-From");

    private final String key;

    TrailerKey(String key) {
        this.key = key;
    }

    public static Optional<TrailerKey> of(String key) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.key.equals(key))
                .findFirst();
    }

    @Override
    public String toString() {
        return key;
    }
}
