package io.meshcloud.idp.registry.webhook;

import java.util.function.Function;

/**
 * A CloudEvent in either of the modes that HTTP knows: as one document (structured), or with its attributes in headers
 * and its data as the body (binary).
 *
 * <p>Source: CloudEvents 1.0.2, "HTTP Protocol Binding" and "JSON Event Format".
 *
 * @param type what sort of event
 * @param attributes any attribute by its name
 * @param data what it tells
 */
record CloudEvent(String type, Function<String, Field> attributes, Field data) {
    private static final String STRUCTURED = "application/cloudevents+json";

    static CloudEvent of(Message message) throws UnreadableException {
        boolean binary =
                !message.contentType().equals(STRUCTURED) && message.headers().has("ce-specversion");
        return binary
                ? of(name -> message.header("ce-" + name), message.body())
                : of(message.body()::at, message.body().at("data"));
    }

    private static CloudEvent of(Function<String, Field> attributes, Field data) throws UnreadableException {
        var version = attributes.apply("specversion");
        if (!version.says("1.0")) {
            throw new UnreadableException("is no CloudEvent 1.0: " + version.where() + " is not \"1.0\"");
        }
        var type = attributes.apply("type");
        return new CloudEvent(
                type.text()
                        .orElseThrow(
                                () -> new UnreadableException("is no CloudEvent: " + type.where() + " is not text")),
                attributes,
                data);
    }

    Field attribute(String name) {
        return attributes.apply(name);
    }
}
