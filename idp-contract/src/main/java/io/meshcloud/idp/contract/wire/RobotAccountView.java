package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * A robot account at a registry.
 *
 * @param purpose push or pull
 * @param user what to log in with
 * @param state good, expired or disabled
 * @param expires absent if never
 * @param secret told once, when the account is made, and only if it was written nowhere else
 * @param savedTo the files that hold the secret instead, joined by commas
 */
public record RobotAccountView(
        String purpose,
        String user,
        String state,
        @Nullable String expires,
        @Nullable String secret,
        @Nullable String savedTo) {
    /** Without the secret, which no text of this record may show. */
    @Override
    public String toString() {
        return purpose + " " + user + " (" + state + ")";
    }
}
