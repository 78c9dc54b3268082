package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.Refused;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.Refused.Kind;
import java.util.Optional;

/**
 * Turns a delivery into hints (ADR-004, "Release Controller"). It answers to any bytes and never throws; it looks at
 * nothing but its arguments, keeps nothing, and may be used by many threads.
 *
 * <p>The order is fixed: size, secret, form, JSON, format. So nothing of a body is parsed that nobody vouches for, and a
 * wrong secret tells nothing but that.
 *
 * <p>A delivery is not refused for its age or for having come before, and no order is kept: a hint is always re-read at
 * the registry, so an old or repeated one costs a request and changes nothing.
 */
public final class WebhookDecoder {
    private WebhookDecoder() {}

    public static WebhookAnswer decode(WebhookSource source, WebhookDelivery delivery) {
        if (delivery.body().length > source.maxBytes()) {
            return new Refused(
                    problem(
                            source,
                            ProblemCode.WEBHOOK_TOO_LARGE,
                            "the body is larger than " + source.maxBytes() + " bytes",
                            "let the sender send events of pushes only, or raise the source's limit"),
                    Kind.TOO_LARGE);
        }
        if (!source.authentication().admits(delivery)) {
            return new Refused(
                    problem(
                            source,
                            ProblemCode.WEBHOOK_UNAUTHENTICATED,
                            "the delivery shows no valid secret",
                            source.authentication().remedy()),
                    Kind.UNAUTHENTICATED);
        }
        return otherForm(delivery.headers())
                .<WebhookAnswer>map(form -> new Refused(
                        problem(
                                source,
                                ProblemCode.WEBHOOK_MEDIA_TYPE,
                                form,
                                "set the webhook's content type to application/json at the sender"),
                        Kind.UNSUPPORTED_MEDIA_TYPE))
                .orElseGet(() -> read(source, delivery));
    }

    private static WebhookAnswer read(WebhookSource source, WebhookDelivery delivery) {
        var findings = new Findings(source);
        try {
            var body = WebhookJson.object(delivery.body());
            source.format().read(new Message(delivery.headers(), contentType(delivery.headers()), body), findings);
            return findings.answer();
        } catch (UnreadableException e) {
            return new Refused(
                    problem(
                            source,
                            ProblemCode.WEBHOOK_MALFORMED,
                            "the body " + e.why(),
                            "compare the source's format with what the sender is set to send"),
                    Kind.MALFORMED);
        }
    }

    /** Why the body is no single JSON document; empty when it may be one, also when nothing is announced. */
    private static Optional<String> otherForm(WebhookHeaders headers) {
        var encoding = headers.has("Content-Encoding")
                ? headers.only("Content-Encoding").orElse("several")
                : "identity";
        if (!encoding.equalsIgnoreCase("identity")) {
            return Optional.of("the body is packed: its content encoding is " + Quoted.of(encoding));
        }
        var type = contentType(headers);
        boolean json = type.equals("application/json")
                || (type.endsWith("+json") && !type.equals("application/cloudevents-batch+json"));
        return json || !headers.has("Content-Type")
                ? Optional.empty()
                : Optional.of("the body's media type is " + Quoted.of(type));
    }

    private static String contentType(WebhookHeaders headers) {
        return MediaTypes.essence(headers.only("Content-Type").orElse(""));
    }

    private static Problem problem(WebhookSource source, ProblemCode code, String what, String fix) {
        return Problem.of(code, what, source.where(), fix);
    }
}
