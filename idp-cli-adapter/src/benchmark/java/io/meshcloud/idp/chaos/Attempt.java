// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and the answer that its caller got.
 *
 * @param id the request id, which its commit has
 * @param environment the address
 * @param digest the digest that was to run; absent for a rollback, whose target is found later
 * @param known what the caller knows
 * @param what the answer in words, such as a problem's code
 */
record Attempt(String id, String environment, @Nullable String digest, Known known, String what) {
    /** What the caller of a request knows. */
    enum Known {
        /** It is written. */
        DONE,
        /** Nothing was written, because nothing had to change. */
        UNCHANGED,
        /** It is not written. */
        REFUSED,
        /** It may be written: the caller was killed, or got the answer that the outcome is unknown. */
        UNKNOWN
    }

    Optional<String> optionalDigest() {
        return Optional.ofNullable(digest);
    }
}
