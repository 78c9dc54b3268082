// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a webhook's sender authenticates. Several secrets may be valid at once, so that one can be replaced without a
 * gap. Without a secret, every delivery is refused.
 */
public sealed interface WebhookAuthentication {

    /** Whether the delivery has a valid secret. Reads headers and raw bytes only; the body is not parsed. */
    boolean admits(WebhookDelivery delivery);

    /** What the administrator of the sender must do for the delivery to be admitted; never a secret. */
    String remedy();

    /** Admits no delivery: for a source whose secret has not been set yet. */
    static WebhookAuthentication none() {
        return new AuthorizationHeader(List.of());
    }

    private static boolean anyMatches(List<WebhookSecret> secrets, Predicate<WebhookSecret> matches) {
        boolean admitted = false;
        // Tests every secret, so that the duration does not reveal which one matched.
        for (var secret : secrets) {
            admitted |= matches.test(secret);
        }
        return admitted;
    }

    private static String remedy(List<WebhookSecret> secrets, String fix) {
        return secrets.isEmpty() ? "configure a secret for this source; without one it refuses everything" : fix;
    }

    /**
     * A fixed value of the {@code Authorization} header, the only method of Harbor, distribution and most other
     * senders.
     *
     * @param values whole values as sent, including a scheme such as {@code Bearer}
     */
    record AuthorizationHeader(List<WebhookSecret> values) implements WebhookAuthentication {
        public AuthorizationHeader {
            values = List.copyOf(values);
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var sent = delivery.onlyHeader("Authorization").orElse("");
            return anyMatches(values, value -> value.matches(sent));
        }

        @Override
        public String remedy() {
            return WebhookAuthentication.remedy(
                    values, "let the sender send one of the configured values, as a whole, as Authorization");
        }
    }

    /**
     * An HMAC-SHA256 over the raw body, in hexadecimal, with or without the prefix {@code sha256=}.
     *
     * @param secrets the keys
     * @param header the header with the signature; for a format's header see {@link WebhookFormat#signatureHeader()}
     */
    record Hmac(List<WebhookSecret> secrets, String header) implements WebhookAuthentication {
        private static final String PREFIX = "sha256=";
        private static final Pattern SIGNATURE = Pattern.compile("[0-9A-Fa-f]{64}");
        private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");

        public Hmac {
            secrets = List.copyOf(secrets);
            if (!HEADER.matcher(header).matches()) {
                throw Problem.of(
                                ProblemCode.INVALID_CONFIGURATION,
                                Quoted.of(header) + " is not the name of a header",
                                "",
                                "name the header that contains the signature, for example X-Hub-Signature-256")
                        .asException();
            }
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var sent = delivery.onlyHeader(header).orElse("");
            var hex = sent.startsWith(PREFIX) ? sent.substring(PREFIX.length()) : sent;
            if (!SIGNATURE.matcher(hex).matches()) {
                return false;
            }
            var signature = HexFormat.of().parseHex(hex);
            return anyMatches(secrets, secret -> secret.verifies(delivery.body(), signature));
        }

        @Override
        public String remedy() {
            return WebhookAuthentication.remedy(
                    secrets,
                    "let the sender sign the body with the configured secret (HMAC-SHA256 in the header " + header
                            + "); a sender that cannot sign, such as Harbor, needs a fixed Authorization header");
        }
    }

    /**
     * A secret in the URL's path, for senders that cannot set a header. The server must keep the URL out of its logs.
     */
    record PathToken(List<WebhookSecret> tokens) implements WebhookAuthentication {
        public PathToken {
            tokens = List.copyOf(tokens);
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var sent = delivery.optionalPathToken().orElse("");
            return anyMatches(tokens, token -> token.matches(sent));
        }

        @Override
        public String remedy() {
            return WebhookAuthentication.remedy(
                    tokens, "let the sender use the URL that contains the configured token");
        }
    }
}
