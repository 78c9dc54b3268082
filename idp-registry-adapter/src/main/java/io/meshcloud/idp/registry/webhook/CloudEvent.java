// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.registry.json.MalformedException;
import java.util.function.Function;

/**
 * A CloudEvent in either HTTP mode: one JSON document (structured), or its attributes in headers and its data in the
 * body (binary).
 *
 * <p>Source: CloudEvents 1.0.2, "HTTP Protocol Binding" and "JSON Event Format".
 *
 * @param type the event's type
 * @param attributes returns an attribute by its name
 * @param data the event's data
 */
record CloudEvent(String type, Function<String, EventField> attributes, EventField data) {
    private static final String STRUCTURED = "application/cloudevents+json";

    static CloudEvent read(WebhookDelivery delivery, EventField body) throws MalformedException {
        boolean binary = !delivery.contentType().equals(STRUCTURED) && delivery.hasHeader("ce-specversion");
        return binary ? of(name -> delivery.header("ce-" + name), body) : of(body::at, body.at("data"));
    }

    private static CloudEvent of(Function<String, EventField> attributes, EventField data) throws MalformedException {
        var version = attributes.apply("specversion");
        if (!version.hasText("1.0")) {
            throw new MalformedException("is not a CloudEvent 1.0: " + version.where() + " is not \"1.0\"");
        }
        var type = attributes.apply("type");
        return new CloudEvent(
                type.text()
                        .orElseThrow(
                                () -> new MalformedException("is not a CloudEvent: " + type.where() + " is not text")),
                attributes,
                data);
    }

    EventField attribute(String name) {
        return attributes.apply(name);
    }
}
