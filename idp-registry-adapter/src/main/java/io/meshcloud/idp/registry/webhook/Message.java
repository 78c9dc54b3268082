package io.meshcloud.idp.registry.webhook;

/**
 * A delivery that has been admitted and parsed.
 *
 * @param headers as they came
 * @param contentType the essence of the body's media type
 * @param body the whole body, an object
 */
record Message(WebhookHeaders headers, String contentType, Field body) {
    Field header(String name) {
        return Field.header(headers, name);
    }
}
