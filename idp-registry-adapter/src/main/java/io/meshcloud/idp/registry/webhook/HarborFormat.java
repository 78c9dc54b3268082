// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.List;

/**
 * Harbor's payload formats "Default" and "CloudEvents". An image that was pushed by its digest has the digest in place
 * of the tag. Harbor sends nothing for a tag that is set in its UI; the poll finds it.
 *
 * <p>"Default" has no id and no signature. Harbor sends it up to three times, and each is a hint like the first.
 * "CloudEvents" has the same data in an event with an id, which stays the same when it is sent again. Harbor sends it
 * structured; the binary form, as a broker may forward it, is read too.
 *
 * <p>Source: written from Harbor 2.16, {@code src/pkg/notifier/model/event.go},
 * {@code src/controller/event/handler/webhook/artifact/artifact.go} and
 * {@code src/pkg/notifier/formats/cloudevents.go}; not captured from a server.
 */
final class HarborFormat extends WebhookFormat {
    private static final String PUSH = "PUSH_ARTIFACT";
    private static final String CLOUD_EVENT_PUSH = "harbor.artifact.pushed";

    private final boolean cloudEventsOnly;

    private HarborFormat(boolean cloudEventsOnly) {
        this.cloudEventsOnly = cloudEventsOnly;
    }

    /** Both formats, because Harbor's administrator chooses one of them for each webhook. */
    static HarborFormat any() {
        return new HarborFormat(false);
    }

    static HarborFormat cloudEvents() {
        return new HarborFormat(true);
    }

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException {
        if (cloudEventsOnly || body.at("specversion").text().isPresent()) {
            readCloudEvent(CloudEvent.read(delivery, body), events);
        } else {
            readDefault(body, events);
        }
    }

    private static void readCloudEvent(CloudEvent event, EventCollector events) {
        if (!event.type().equals(CLOUD_EVENT_PUSH)) {
            ignore(event.type(), events);
            return;
        }
        push(event.data(), event.attribute("id"), event.attribute("time"), event.attribute("operator"), events);
    }

    private static void readDefault(EventField body, EventCollector events) throws MalformedException {
        var type = body.at("type").text();
        if (type.isEmpty()) {
            throw new MalformedException("is not an event of Harbor's format \"Default\": /type is not text");
        }
        if (!type.get().equals(PUSH)) {
            ignore(type.get(), events);
            return;
        }
        push(body.at("event_data"), EventField.absent(), body.at("occur_at"), body.at("operator"), events);
    }

    private static void ignore(String type, EventCollector events) {
        events.ignore("the event " + Quoted.of(type) + " is not a push");
    }

    private static void push(EventField data, EventField id, EventField at, EventField actor, EventCollector events) {
        var resources = data.at("resources");
        if (resources.size() == 0) {
            events.unusableEvent(resources, "is not a list of what was pushed");
        }
        events.readEach(
                resources,
                resource -> events.push(new PushEvent(
                        List.of(data.at("repository").at("repo_full_name")),
                        resource.at("tag"),
                        resource.at("digest"),
                        EventField.absent(),
                        List.of(),
                        id,
                        at,
                        actor)));
    }
}
