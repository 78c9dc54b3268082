package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How a sender shows that it is the one that the platform configured. Several secrets may be valid at once, so that one
 * can be changed without a gap. None configured: nobody is admitted.
 */
public sealed interface WebhookAuthentication {

    /** Whether the delivery shows a valid secret. Looks at bytes and headers only; the body is not parsed. */
    boolean admits(WebhookDelivery delivery);

    /** What the sender has to do to be admitted, in words for the one who set it up; never a secret. */
    String remedy();

    /** Nobody is admitted: a source whose secret has not been set yet. */
    static WebhookAuthentication none() {
        return new AuthorizationHeader(List.of());
    }

    private static boolean anyOf(List<WebhookSecret> secrets, Predicate<WebhookSecret> shown) {
        boolean admitted = false;
        // Every secret is looked at, so that the time does not tell which one it was.
        for (var secret : secrets) {
            admitted |= shown.test(secret);
        }
        return admitted;
    }

    private static String unless(List<WebhookSecret> secrets, String remedy) {
        return secrets.isEmpty() ? "configure a secret for this source; without one it refuses everything" : remedy;
    }

    /**
     * A fixed value of the {@code Authorization} header: all that Harbor, distribution and most others can send.
     *
     * @param values whole values as sent, a scheme such as {@code Bearer} included
     */
    record AuthorizationHeader(List<WebhookSecret> values) implements WebhookAuthentication {
        public AuthorizationHeader {
            values = List.copyOf(values);
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var shown = delivery.headers().only("Authorization").orElse("");
            return anyOf(values, value -> value.is(shown));
        }

        @Override
        public String remedy() {
            return unless(values, "let the sender send one of the configured values, as a whole, as Authorization");
        }
    }

    /**
     * An HMAC-SHA256 over the raw body, hexadecimal, with or without {@code sha256=} in front.
     *
     * @param secrets the keys
     * @param header where the signature stands; {@link WebhookFormat#signatureHeader()} knows where a format has it
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
                                "name the header that holds the signature, for example X-Hub-Signature-256")
                        .asException();
            }
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var shown = delivery.headers().only(header).orElse("");
            var hex = shown.startsWith(PREFIX) ? shown.substring(PREFIX.length()) : shown;
            if (!SIGNATURE.matcher(hex).matches()) {
                return false;
            }
            var signature = HexFormat.of().parseHex(hex);
            return anyOf(secrets, secret -> secret.signed(delivery.body(), signature));
        }

        @Override
        public String remedy() {
            return unless(
                    secrets,
                    "let the sender sign the body with the configured secret (HMAC-SHA256 in the header " + header
                            + "); one that cannot, such as Harbor, needs a fixed Authorization header");
        }
    }

    /**
     * A secret in the URL's path, for senders that can set no header. Whoever serves the URL keeps it out of every log.
     */
    record PathToken(List<WebhookSecret> tokens) implements WebhookAuthentication {
        public PathToken {
            tokens = List.copyOf(tokens);
        }

        @Override
        public boolean admits(WebhookDelivery delivery) {
            var shown = delivery.pathToken().orElse("");
            return anyOf(tokens, token -> token.is(shown));
        }

        @Override
        public String remedy() {
            return unless(tokens, "let the sender use the URL with the configured token in it");
        }
    }
}
