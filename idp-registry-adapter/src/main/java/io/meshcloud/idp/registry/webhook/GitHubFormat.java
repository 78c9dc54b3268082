// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.List;
import java.util.Set;

/**
 * GitHub's events {@code package} and {@code registry_package}, which report the same under different names.
 *
 * <p>Source: GitHub's documentation of webhook events and payloads; not captured from GitHub.
 */
final class GitHubFormat extends WebhookFormat {
    private static final Set<String> EVENTS = Set.of("package", "registry_package");
    private static final Set<String> PUSHES = Set.of("published", "updated");

    @Override
    void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException {
        var event = delivery.header("X-GitHub-Event")
                .text()
                .orElseThrow(() ->
                        new MalformedException("is not an event of GitHub: the header X-GitHub-Event is missing"));
        if (!EVENTS.contains(event)) {
            events.ignore("the event " + Quoted.of(event) + " is not about a package");
            return;
        }
        var pack = body.at(event);
        if (body.at("action").text().filter(PUSHES::contains).isEmpty()) {
            events.ignore("the package was neither published nor updated");
        } else if (pack.at("package_type")
                .text()
                .filter("container"::equalsIgnoreCase)
                .isEmpty()) {
            events.ignore("the package is not a container image");
        } else {
            events.push(push(delivery, body, pack));
        }
    }

    private static PushEvent push(WebhookDelivery delivery, EventField body, EventField pack) {
        var version = pack.at("package_version");
        var metadata = version.at("container_metadata");
        var manifest = metadata.at("manifest");
        return new PushEvent(
                List.of(
                        pack.at("owner").at("login").toLowerCase(),
                        pack.at("name").toLowerCase()),
                metadata.at("tag").at("name"),
                metadata.at("tag").at("digest"),
                manifest.at("media_type"),
                manifest.at("config").at("media_type").text().stream().toList(),
                delivery.header("X-GitHub-Delivery"),
                version.at("updated_at"),
                body.at("sender").at("login"));
    }
}
