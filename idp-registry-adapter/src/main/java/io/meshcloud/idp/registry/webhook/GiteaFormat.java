// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code package} event of Gitea and Forgejo. The package's version is the tag, or the digest of an untagged
 * manifest. With a tag the event has no digest.
 *
 * <p>Source: written from Gitea, {@code modules/structs} and {@code services/webhook/deliver.go}; not captured from a
 * server.
 */
final class GiteaFormat extends WebhookFormat {
    @Override
    public String signatureHeader() {
        return "X-Gitea-Signature";
    }

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException {
        var event = header(delivery, "Event").text();
        if (event.isEmpty()) {
            throw new MalformedException("is not an event of Gitea or Forgejo: the header X-Gitea-Event is missing");
        }
        if (!event.get().equals("package")) {
            events.ignore("the event " + Quoted.of(event.get()) + " is not about a package");
            return;
        }
        var pack = body.at("package");
        if (!body.at("action").hasText("created")) {
            events.ignore("the package was not created");
        } else if (!pack.at("type").hasText("container")) {
            events.ignore("the package is not a container image");
        } else {
            events.push(new PushEvent(
                    List.of(
                            pack.at("owner").at("login").toLowerCase(),
                            pack.at("name").toLowerCase()),
                    pack.at("version"),
                    EventField.absent(),
                    EventField.absent(),
                    List.of(),
                    header(delivery, "Delivery"),
                    pack.at("created_at"),
                    body.at("sender").at("login")));
        }
    }

    private static EventField header(WebhookDelivery delivery, String name) {
        return Stream.of("X-Gitea-", "X-Forgejo-")
                .map(prefix -> delivery.header(prefix + name))
                .filter(field -> !field.isAbsent())
                .findFirst()
                .orElseGet(EventField::absent);
    }
}
