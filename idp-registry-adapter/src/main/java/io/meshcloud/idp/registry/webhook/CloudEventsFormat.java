package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Set;

/**
 * CloudEvents 1.0, structured or binary, whose data is mapped. Id and time are the event's own unless the mapping names
 * others.
 *
 * <p>Source: CloudEvents 1.0.2; zot's data by {@code pkg/extensions/events} and its documentation, not captured from a
 * server.
 */
final class CloudEventsFormat extends WebhookFormat {
    private final Set<String> types;
    private final JsonMapping mapping;

    /**
     * @param types the types of the events that tell of a push; all others are ignored
     * @param mapping where the event's data tells what
     */
    CloudEventsFormat(Set<String> types, JsonMapping mapping) {
        this.types = Set.copyOf(types);
        this.mapping = mapping;
    }

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var event = CloudEvent.of(message);
        if (!types.contains(event.type())) {
            findings.pass("the event " + Quoted.of(event.type()) + " tells of no push");
            return;
        }
        mapping.push(event.data(), event.attribute("id"), event.attribute("time"), findings);
    }
}
