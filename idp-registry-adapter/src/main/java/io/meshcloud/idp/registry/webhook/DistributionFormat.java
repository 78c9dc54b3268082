package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;

/**
 * Notifications of the distribution project's registry, which GitLab's registry sends too: an envelope of events. Azure
 * Container Registry sends one such event without the envelope. They come for every blob and every pull, also for our
 * own look-ups, and name the repository without a host. The same event comes again, with the same id, until it is taken.
 *
 * <p>Source: captured from distribution 2.8.2 and 3.1.1; Azure's is taken from its webhook reference.
 */
final class DistributionFormat extends WebhookFormat {
    private static final String PUSH = "push";

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var body = message.body();
        var events = body.at("events");
        if (events.node().isArray()) {
            events.entries().forEach(event -> read(event, findings));
        } else if (body.at("action").text().isPresent()) {
            read(body, findings);
        } else {
            throw new UnreadableException("is no notification of a registry: /events is not a list");
        }
    }

    private static void read(Field event, Findings findings) {
        var action = event.at("action").text();
        if (action.isEmpty()) {
            findings.unusable(event.at("action"), "is not text");
            return;
        }
        if (!action.get().equals(PUSH)) {
            findings.pass("the action " + Quoted.of(action.get()) + " is no push");
            return;
        }
        var target = event.at("target");
        findings.push(new Claim(
                List.of(target.at("repository")),
                target.at("tag"),
                target.at("digest"),
                target.at("mediaType"),
                parts(target),
                event.at("id"),
                event.at("timestamp"),
                event.at("actor").at("name")));
    }

    private static List<String> parts(Field target) {
        return target.at("references").entries().stream()
                .flatMap(reference -> reference.at("mediaType").text().stream())
                .toList();
    }
}
