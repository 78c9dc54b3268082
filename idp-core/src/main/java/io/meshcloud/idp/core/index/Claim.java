package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.claim.Claims;
import org.jspecify.annotations.Nullable;

/** What can be claimed. */
enum Claim {
    REPOSITORY,
    IDENTITY,
    NAME,
    EXPOSURE,
    NAMESPACE;

    /** Keeps claims of different kinds with similar texts apart. */
    private static final int SPREAD = 0x9E3779B9;

    /** The mark of a claim that is not made. */
    static final int NONE = 0;

    @Nullable
    String of(Claims claims) {
        return switch (this) {
            case REPOSITORY -> claims.repository();
            case IDENTITY -> claims.identity();
            case NAME -> claims.name();
            case EXPOSURE -> claims.exposure();
            case NAMESPACE -> claims.namespace();
        };
    }

    /** A number in place of the text, which two texts seldom share; {@link #NONE} if the claim is not made. */
    int mark(Claims claims) {
        var text = of(claims);
        if (text == null) {
            return NONE;
        }
        int mark = text.hashCode() + ordinal() * SPREAD;
        return mark == NONE ? SPREAD : mark;
    }
}
