// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret shared with a webhook's sender. It is compared in constant time and never shown. */
public final class WebhookSecret {
    private static final String HMAC = "HmacSHA256";

    private final byte[] value;

    private WebhookSecret(byte[] value) {
        this.value = value;
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} if the secret is
     *     blank, or begins or ends with white space, which a header cannot have; the message does not repeat the secret
     */
    public static WebhookSecret of(String text) {
        Objects.requireNonNull(text, "text");
        if (text.isBlank() || !text.equals(text.strip())) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            text.isBlank()
                                    ? "a webhook's secret is empty"
                                    : "a webhook's secret begins or ends with white space",
                            "",
                            "use a secret of one line; if it comes from a file, without the line break at its end")
                    .asException();
        }
        return new WebhookSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the text is the secret; the duration of the comparison reveals nothing about the secret. */
    boolean matches(String text) {
        return MessageDigest.isEqual(sha256(value), sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the signature is the HMAC-SHA256 of the body under this secret (RFC 2104). */
    boolean verifies(byte[] body, byte[] signature) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(value, HMAC));
            return MessageDigest.isEqual(mac.doFinal(body), signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256, which accepts any key", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Shows no part of the secret. */
    @Override
    public String toString() {
        return "***";
    }
}
