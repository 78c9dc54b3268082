// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.unique.UniqueKeys;
import org.jspecify.annotations.Nullable;

/** The kinds of values that an environment claims for itself. */
enum Claim {
    REPOSITORY,
    IDENTITY,
    NAME,
    HOST,
    EXPOSURE,
    NAMESPACE;

    /** The mark of an absent claim. */
    static final int NONE = 0;

    @Nullable
    String of(UniqueKeys claims) {
        return switch (this) {
            case REPOSITORY -> claims.repository();
            case IDENTITY -> claims.identity();
            case NAME -> claims.name();
            case HOST -> claims.host();
            case EXPOSURE -> claims.exposure();
            case NAMESPACE -> claims.namespace();
        };
    }

    /** A hash of the claim, which two texts rarely share; {@link #NONE} if the claim is absent. */
    int mark(UniqueKeys claims) {
        var text = of(claims);
        if (text == null) {
            return NONE;
        }
        // The name separates claims of different kinds with the same text.
        int mark = (name() + text).hashCode();
        return mark == NONE ? 1 : mark;
    }
}
