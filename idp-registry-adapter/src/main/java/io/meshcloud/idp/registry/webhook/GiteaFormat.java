package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code package} event of Gitea and Forgejo. It names the tag as the package's version, an untagged manifest's
 * digest too, and no digest beside a tag.
 *
 * <p>Source: written down from Gitea, {@code modules/structs} and {@code services/webhook/deliver.go}; not captured from
 * a server.
 */
final class GiteaFormat extends WebhookFormat {
    @Override
    public String signatureHeader() {
        return "X-Gitea-Signature";
    }

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var event = told(message, "Event").text();
        if (event.isEmpty()) {
            throw new UnreadableException("is no event of Gitea or Forgejo: the header X-Gitea-Event is missing");
        }
        if (!event.get().equals("package")) {
            findings.pass("the event " + Quoted.of(event.get()) + " is about no package");
            return;
        }
        var body = message.body();
        var pack = body.at("package");
        if (!body.at("action").says("created")) {
            findings.pass("the package was not created");
        } else if (!pack.at("type").says("container")) {
            findings.pass("the package is no container image");
        } else {
            findings.push(new Claim(
                    List.of(
                            pack.at("owner").at("login").lower(),
                            pack.at("name").lower()),
                    pack.at("version"),
                    Field.nothing(),
                    Field.nothing(),
                    List.of(),
                    told(message, "Delivery"),
                    pack.at("created_at"),
                    body.at("sender").at("login")));
        }
    }

    private static Field told(Message message, String what) {
        return Stream.of("X-Gitea-", "X-Forgejo-")
                .map(prefix -> message.header(prefix + what))
                .filter(field -> !field.isAbsent())
                .findFirst()
                .orElseGet(Field::nothing);
    }
}
