package io.meshcloud.idp.registry.webhook;

/**
 * Any JSON object, by a mapping in the configuration: for registries and gateways that send nothing of the other
 * formats, such as Quay, Docker Hub or Artifactory. Every delivery counts as a push; the sender is told to send no other.
 *
 * <p>Source: ours.
 */
final class JsonFormat extends WebhookFormat {
    private final JsonMapping mapping;

    JsonFormat(JsonMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    void read(Message message, Findings findings) {
        mapping.push(message.body(), Field.nothing(), Field.nothing(), findings);
    }
}
