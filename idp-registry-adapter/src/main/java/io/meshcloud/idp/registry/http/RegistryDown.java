// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import org.jspecify.annotations.Nullable;

/**
 * Marks, as the cause of a problem, that the next request to the same registry would probably fail alike: no connection can be
 * made, or the registry limits our requests. A connection that breaks or an answer that does not arrive is no such failure.
 */
final class RegistryDown extends Exception {
    private static final long serialVersionUID = 1L;

    private RegistryDown(String what, @Nullable Throwable cause) {
        super(what, cause);
    }

    static RegistryDown withoutConnection(Throwable cause) {
        return new RegistryDown("no connection can be made", cause);
    }

    static RegistryDown limited() {
        return new RegistryDown("the registry limits our requests", null);
    }

    static boolean isCauseOf(IdpException failure) {
        return failure.getCause() instanceof RegistryDown;
    }

    /** Whether the registry limits our requests, so that each further one makes it worse. */
    static boolean isLimit(IdpException failure) {
        return failure.getCause() instanceof RegistryDown down && down.getCause() == null;
    }
}
