// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * A robot account at a registry.
 *
 * @param purpose {@code push} or {@code pull}
 * @param user the name for logging in
 * @param state good, expired or disabled
 * @param expires when it expires; absent if never
 * @param secret present only when the account is created, and only if the secret was not written to a file
 * @param savedTo the files that contain the secret instead, joined by commas
 */
public record RobotAccountView(
        String purpose,
        String user,
        String state,
        @Nullable String expires,
        @Nullable String secret,
        @Nullable String savedTo) {
    /** Omits the secret, which must not appear in logs. */
    @Override
    public String toString() {
        return purpose + " " + user + " (" + state + ")";
    }
}
