package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Set;

/**
 * GitHub's events {@code package} and {@code registry_package}, which tell the same under different names.
 *
 * <p>Source: GitHub's documentation of webhook events and payloads; not captured from GitHub.
 */
final class GitHubFormat extends WebhookFormat {
    private static final Set<String> EVENTS = Set.of("package", "registry_package");
    private static final Set<String> PUSHES = Set.of("published", "updated");

    @Override
    void read(Message message, Findings findings) throws UnreadableException {
        var event = message.header("X-GitHub-Event")
                .text()
                .orElseThrow(
                        () -> new UnreadableException("is no event of GitHub: the header X-GitHub-Event is missing"));
        if (!EVENTS.contains(event)) {
            findings.pass("the event " + Quoted.of(event) + " is about no package");
            return;
        }
        var body = message.body();
        var pack = body.at(event);
        if (body.at("action").text().filter(PUSHES::contains).isEmpty()) {
            findings.pass("the package was neither published nor updated");
        } else if (pack.at("package_type")
                .text()
                .filter("container"::equalsIgnoreCase)
                .isEmpty()) {
            findings.pass("the package is no container image");
        } else {
            findings.push(claim(message, pack));
        }
    }

    private static Claim claim(Message message, Field pack) {
        var version = pack.at("package_version");
        var metadata = version.at("container_metadata");
        var manifest = metadata.at("manifest");
        return new Claim(
                List.of(pack.at("owner").at("login").lower(), pack.at("name").lower()),
                metadata.at("tag").at("name"),
                metadata.at("tag").at("digest"),
                manifest.at("media_type"),
                manifest.at("config").at("media_type").text().stream().toList(),
                message.header("X-GitHub-Delivery"),
                version.at("updated_at"),
                message.body().at("sender").at("login"));
    }
}
