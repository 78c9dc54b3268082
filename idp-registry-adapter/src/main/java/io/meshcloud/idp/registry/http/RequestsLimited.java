// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import java.time.Duration;
import java.util.Optional;

/** Marks, as the cause of a problem, that the registry limits our requests, with the time that it asks us to wait. */
final class RequestsLimited extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param retryAfter zero if the registry names no time
     */
    RequestsLimited(Duration retryAfter) {
        super("the registry limits our requests");
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    static Optional<RequestsLimited> causeOf(IdpException failure) {
        return failure.getCause() instanceof RequestsLimited limited ? Optional.of(limited) : Optional.empty();
    }
}
