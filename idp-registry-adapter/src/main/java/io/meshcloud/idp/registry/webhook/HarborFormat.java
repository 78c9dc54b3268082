package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;

/**
 * Harbor's payload format "Default". It has no id and no signature, and comes again up to three times; each is a hint
 * like the first. An image that was pushed by its digest has the digest where the tag stands. A tag that is set in
 * Harbor's UI sends nothing: the poll finds it.
 *
 * <p>Source: written down from Harbor 2.16, {@code src/pkg/notifier/model/event.go} and
 * {@code src/controller/event/handler/webhook/artifact/artifact.go}; not captured from a server.
 */
final class HarborFormat extends WebhookFormat {
    private static final String PUSH = "PUSH_ARTIFACT";

    /** The format of a webhook is a choice of whoever made it at Harbor; the source's name says only that it is Harbor's. */
    private final WebhookFormat cloudEvents = new HarborCloudEventsFormat();

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var body = message.body();
        if (body.at("specversion").text().isPresent()) {
            cloudEvents.read(message, findings);
            return;
        }
        var type = body.at("type").text();
        if (type.isEmpty()) {
            throw new UnreadableException("is no event of Harbor's format \"Default\": /type is not text");
        }
        if (!type.get().equals(PUSH)) {
            findings.pass("the event " + Quoted.of(type.get()) + " tells of no push");
            return;
        }
        push(body.at("event_data"), Field.nothing(), body.at("occur_at"), body.at("operator"), findings);
    }

    /** What both of Harbor's formats tell of a push. */
    static void push(Field data, Field id, Field at, Field actor, Findings findings) {
        var resources = data.at("resources");
        if (resources.entries().isEmpty()) {
            findings.unusable(resources, "is not a list of what was pushed");
        }
        for (var resource : resources.entries()) {
            findings.push(new Claim(
                    List.of(data.at("repository").at("repo_full_name")),
                    resource.at("tag"),
                    resource.at("digest"),
                    Field.nothing(),
                    List.of(),
                    id,
                    at,
                    actor));
        }
    }
}
