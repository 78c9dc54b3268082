// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusalKind;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusedDelivery;
import java.util.Optional;

/**
 * Turns a delivery into hints (ADR-004, "Release Controller"). A pure function that answers any bytes and never throws;
 * safe for use by many threads.
 *
 * <p>The order of the checks is fixed: size, secret, media type, JSON, format. So no body is parsed without a valid
 * secret, and the answer to a wrong secret reveals nothing else.
 *
 * <p>Old, repeated and reordered deliveries are accepted: every hint is checked at the registry, so such a delivery
 * costs a request and changes nothing.
 */
public final class WebhookDecoder {
    private WebhookDecoder() {}

    public static WebhookAnswer decode(WebhookSource source, WebhookDelivery delivery) {
        if (delivery.body().length > source.maxBytes()) {
            return refused(
                    source,
                    RefusalKind.TOO_LARGE,
                    ProblemCode.WEBHOOK_TOO_LARGE,
                    "the body is larger than " + source.maxBytes() + " bytes",
                    "let the sender send events of pushes only, or raise the source's limit");
        }
        if (!source.authentication().admits(delivery)) {
            return refused(
                    source,
                    RefusalKind.UNAUTHENTICATED,
                    ProblemCode.WEBHOOK_UNAUTHENTICATED,
                    "the delivery has no valid secret",
                    source.authentication().remedy());
        }
        return whyNotJson(delivery)
                .map(why -> refused(
                        source,
                        RefusalKind.UNSUPPORTED_MEDIA_TYPE,
                        ProblemCode.WEBHOOK_MEDIA_TYPE,
                        why,
                        "set the webhook's content type to application/json at the sender"))
                .orElseGet(() -> read(source, delivery));
    }

    private static WebhookAnswer read(WebhookSource source, WebhookDelivery delivery) {
        var events = new EventCollector(source);
        try {
            var body = new EventField(Json.event(delivery.body()), "");
            source.format().read(delivery, body, events);
            return events.answer();
        } catch (MalformedException e) {
            return refused(
                    source,
                    RefusalKind.MALFORMED,
                    ProblemCode.WEBHOOK_MALFORMED,
                    "the body " + e.why(),
                    "compare the source's format with what the sender is set to send");
        }
    }

    /** Empty when the body may be a single JSON document, also when no media type is announced. */
    private static Optional<String> whyNotJson(WebhookDelivery delivery) {
        var encoding = delivery.hasHeader("Content-Encoding")
                ? delivery.onlyHeader("Content-Encoding").orElse("several")
                : "identity";
        if (!encoding.equalsIgnoreCase("identity")) {
            return Optional.of("the body is compressed: its content encoding is " + Quoted.of(encoding));
        }
        var type = delivery.contentType();
        boolean json = type.equals("application/json")
                || (type.endsWith("+json") && !type.equals("application/cloudevents-batch+json"));
        return json || !delivery.hasHeader("Content-Type")
                ? Optional.empty()
                : Optional.of("the body's media type is " + Quoted.of(type));
    }

    private static WebhookAnswer refused(
            WebhookSource source, RefusalKind kind, ProblemCode code, String what, String fix) {
        return new RefusedDelivery(Problem.of(code, what, source.where(), fix), kind);
    }
}
