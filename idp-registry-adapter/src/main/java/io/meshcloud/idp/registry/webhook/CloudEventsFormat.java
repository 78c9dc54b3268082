// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.Set;

/**
 * CloudEvents 1.0, structured or binary, whose data is read by a mapping. Id and time are the event's own unless the
 * mapping names others.
 *
 * <p>Source: CloudEvents 1.0.2; zot's data by {@code pkg/extensions/events} and its documentation, not captured from a
 * server.
 */
final class CloudEventsFormat extends WebhookFormat {
    private final Set<String> types;
    private final JsonMapping mapping;

    /**
     * @param types the event types that report a push; all others are ignored
     * @param mapping the mapping of the event's data to the fields of a push
     */
    CloudEventsFormat(Set<String> types, JsonMapping mapping) {
        this.types = Set.copyOf(types);
        this.mapping = mapping;
    }

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException {
        var event = CloudEvent.read(delivery, body);
        if (!types.contains(event.type())) {
            events.ignore("the event " + Quoted.of(event.type()) + " is not a push");
            return;
        }
        mapping.push(event.data(), event.attribute("id"), event.attribute("time"), events);
    }
}
