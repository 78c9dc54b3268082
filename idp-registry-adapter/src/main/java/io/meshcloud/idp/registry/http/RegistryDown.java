// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;

/**
 * Marks, as the cause of a problem, that the next request to the same registry would fail alike: no connection can be made,
 * or the registry limits our requests. A connection that breaks or an answer that does not arrive is no such failure.
 */
final class RegistryDown extends Exception {
    private static final long serialVersionUID = 1L;

    RegistryDown(String what, Throwable cause) {
        super(what, cause);
    }

    RegistryDown(String what) {
        super(what);
    }

    static boolean isCauseOf(IdpException failure) {
        return failure.getCause() instanceof RegistryDown;
    }
}
