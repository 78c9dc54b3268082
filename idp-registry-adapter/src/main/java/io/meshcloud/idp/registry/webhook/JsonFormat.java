// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

/**
 * Any JSON object, read by a configured mapping: for registries and gateways without a format of their own here, such
 * as Quay, Docker Hub or Artifactory. Every delivery counts as a push, so the sender must be configured to send pushes
 * only.
 */
final class JsonFormat extends WebhookFormat {
    private final JsonMapping mapping;

    JsonFormat(JsonMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) {
        mapping.push(body, EventField.absent(), EventField.absent(), events);
    }
}
