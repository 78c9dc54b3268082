// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * A credential for a registry. It never shows its secret.
 *
 * @param user the account; empty for an identity token
 * @param secret the password, or the identity token
 * @param origin where the credential was found, for messages
 */
public record Credential(String user, String secret, String origin) {
    public Credential {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(origin, "origin");
    }

    /** A token that the registry's token service exchanges for access tokens (OAuth 2.0: a refresh token). */
    public static Credential identityToken(String token, String origin) {
        return new Credential("", token, origin);
    }

    public boolean isIdentityToken() {
        return user.isEmpty();
    }

    /** The value of an {@code Authorization} header (RFC 7617). */
    public String basic() {
        var pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** The origin only. */
    @Override
    public String toString() {
        return "Credential[" + origin + "]";
    }
}
