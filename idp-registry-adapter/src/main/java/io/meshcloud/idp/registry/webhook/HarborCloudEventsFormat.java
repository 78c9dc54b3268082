package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;

/**
 * Harbor's payload format "CloudEvents": the data of "Default" in an event with an id, which stays the same when it is
 * sent again. Harbor sends it structured; what a broker between makes of it, binary, is read too.
 *
 * <p>Source: written down from Harbor 2.16, {@code src/pkg/notifier/formats/cloudevents.go}; not captured from a server.
 */
final class HarborCloudEventsFormat extends WebhookFormat {
    private static final String PUSH = "harbor.artifact.pushed";

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var event = CloudEvent.of(message);
        if (!event.type().equals(PUSH)) {
            findings.pass("the event " + Quoted.of(event.type()) + " tells of no push");
            return;
        }
        HarborFormat.push(
                event.data(), event.attribute("id"), event.attribute("time"), event.attribute("operator"), findings);
    }
}
