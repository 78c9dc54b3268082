package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.unique.UniqueKeys;
import org.jspecify.annotations.Nullable;

/** What can be claimed. */
enum Claim {
    REPOSITORY,
    IDENTITY,
    NAME,
    EXPOSURE,
    NAMESPACE;

    /** The mark of a claim that is not made. */
    static final int NONE = 0;

    @Nullable
    String of(UniqueKeys claims) {
        return switch (this) {
            case REPOSITORY -> claims.repository();
            case IDENTITY -> claims.identity();
            case NAME -> claims.name();
            case EXPOSURE -> claims.exposure();
            case NAMESPACE -> claims.namespace();
        };
    }

    /** A number in place of the text, which two texts seldom share; {@link #NONE} if the claim is not made. */
    int mark(UniqueKeys claims) {
        var text = of(claims);
        if (text == null) {
            return NONE;
        }
        // The name keeps claims of different kinds with the same text apart.
        int mark = (name() + text).hashCode();
        return mark == NONE ? 1 : mark;
    }
}
