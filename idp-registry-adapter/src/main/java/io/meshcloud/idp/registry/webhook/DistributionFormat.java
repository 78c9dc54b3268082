// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Notifications of the distribution project's registry, which GitLab's registry sends too: an envelope of events. Azure
 * Container Registry sends one such event without the envelope. The registry sends an event for every blob and every
 * pull, including our own, and names the repository without a host. It repeats an event, with the same id, until the
 * receiver accepts it.
 *
 * <p>Source: captured from distribution 2.8.2 and 3.1.1; Azure's is taken from its webhook reference.
 */
final class DistributionFormat extends WebhookFormat {
    private static final String PUSH = "push";
    /** A config and more layers than any image has. */
    private static final int MAX_PARTS = 1_000;

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException {
        var envelope = body.at("events");
        if (envelope.node().isArray()) {
            events.readEach(envelope, event -> read(event, events));
        } else if (body.at("action").text().isPresent()) {
            read(body, events);
        } else {
            throw new MalformedException("is not a notification of a registry: /events is not a list");
        }
    }

    private static void read(EventField event, EventCollector events) {
        var action = event.at("action").text();
        if (action.isEmpty()) {
            events.unusableEvent(event.at("action"), "is not text");
            return;
        }
        if (!action.get().equals(PUSH)) {
            events.ignore("the action " + Quoted.of(action.get()) + " is not a push");
            return;
        }
        var target = event.at("target");
        events.push(new PushEvent(
                List.of(target.at("repository")),
                target.at("tag"),
                target.at("digest"),
                target.at("mediaType"),
                parts(target),
                event.at("id"),
                event.at("timestamp"),
                event.at("actor").at("name")));
    }

    private static List<String> parts(EventField target) {
        var references = target.at("references");
        return IntStream.range(0, Math.min(references.size(), MAX_PARTS))
                .mapToObj(references::entry)
                .flatMap(reference -> reference.at("mediaType").text().stream())
                .toList();
    }
}
