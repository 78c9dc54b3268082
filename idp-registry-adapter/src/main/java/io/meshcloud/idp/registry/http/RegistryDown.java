// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;

/**
 * Marks, as the cause of a problem, that the next request to the same registry would probably fail alike, because no
 * connection can be made. A broken connection and a missing answer do not count. A registry that limits our requests
 * has a type of its own: {@link RequestsLimited}.
 */
final class RegistryDown extends Exception {
    private static final long serialVersionUID = 1L;

    RegistryDown(Throwable cause) {
        super("no connection can be made", cause);
    }

    static boolean isCauseOf(IdpException failure) {
        return failure.getCause() instanceof RegistryDown;
    }
}
