// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The webhook policies of a project, which report pushes. One policy serves all environments of the project.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code WebhookPolicy}, and
 * {@code src/server/v2.0/handler/webhook.go}.
 */
final class HarborWebhooks {
    private static final String RIGHT = "manage the project's webhooks";
    private static final String EVENT = "PUSH_ARTIFACT";
    private static final String CLOUD_EVENTS = "CloudEvents";
    private static final String PREFIX = "idp-";

    private final HarborApi api;
    private final HarborRepository repository;

    HarborWebhooks(HarborApi api, HarborRepository repository) {
        this.api = api;
        this.repository = repository;
    }

    /** Creates the policy for a target, or corrects it if it exists. */
    ProvisioningStep ensure(WebhookTarget target) {
        var existing = find(target);
        if (existing.isPresent()) {
            return correct(target, existing.get());
        }
        if (api.create(path(), policy(target), RIGHT)) {
            return new ProvisioningStep(thing(target.address()), Verdict.MADE);
        }
        return correct(
                target,
                find(target)
                        .orElseThrow(() ->
                                api.fault(path(), "reports that the webhook policy exists, but does not list it")));
    }

    private ProvisioningStep correct(WebhookTarget target, JsonNode policy) {
        var authorization = target(policy, target).path("auth_header").asText();
        boolean isReadable = !authorization.isEmpty() && !authorization.startsWith("*");
        boolean isCorrect = policy.path("enabled").asBoolean()
                && policy.path("event_types").size() == 1
                && policy.path("event_types").path(0).asText().equals(EVENT)
                && format().map(format -> target(policy, target)
                                .path("payload_format")
                                .asText()
                                .equals(format))
                        .orElse(true)
                && (!isReadable || authorization.equals(target.authorization().reveal()));
        if (!isCorrect) {
            long id = policy.path("id").asLong();
            var changed =
                    policy(target).put("id", id).put("name", policy.path("name").asText());
            api.succeeded(api.change("PUT", path() + "/" + id, changed), RIGHT);
            return new ProvisioningStep(thing(target.address()), Verdict.CORRECTED);
        }
        var note = isReadable ? "" : " (its authorization cannot be read back, and was left as it is)";
        return new ProvisioningStep(thing(target.address()) + note, Verdict.PRESENT);
    }

    /** The addresses of the policies that idp created, for any environment of the project. */
    List<String> addresses() {
        return api.list(path(), RIGHT).stream()
                .filter(policy -> policy.path("name").asText().startsWith(PREFIX))
                .map(policy -> policy.path("targets").path(0).path("address").asText())
                .toList();
    }

    private Optional<JsonNode> find(WebhookTarget target) {
        return api.list(path(), RIGHT).stream()
                .filter(policy -> target(policy, target).isObject())
                .findFirst();
    }

    /** The policy's target with this address, which Harbor stores as it is; a missing node if there is none. */
    private static JsonNode target(JsonNode policy, WebhookTarget wanted) {
        for (var target : policy.path("targets")) {
            if (target.path("address").asText().equals(wanted.address())) {
                return target;
            }
        }
        return MissingNode.getInstance();
    }

    private ObjectNode policy(WebhookTarget wanted) {
        var address = wanted.address();
        var hash = Digest.of(address.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
        var policy = HarborApi.object()
                .put("name", PREFIX + hash)
                .put("description", "made by idp: reports pushed images")
                .put("enabled", true);
        policy.putArray("event_types").add(EVENT);
        var target = policy.putArray("targets")
                .addObject()
                .put("type", "http")
                .put("address", address)
                .put("auth_header", wanted.authorization().reveal())
                .put("skip_cert_verify", false);
        format().ifPresent(format -> target.put("payload_format", format));
        return policy;
    }

    /** The best payload format that this Harbor supports; empty for a version without a choice of formats. */
    private Optional<String> format() {
        var offered = api.find(repository.projectPath() + "/webhook/events", RIGHT)
                .map(events -> events.path("payload_formats").findValues("formats"))
                .orElse(List.of());
        boolean isOffered = offered.stream().anyMatch(formats -> contains(formats, CLOUD_EVENTS));
        return isOffered ? Optional.of(CLOUD_EVENTS) : offered.isEmpty() ? Optional.empty() : Optional.of("Default");
    }

    private static boolean contains(JsonNode list, String text) {
        for (var entry : list) {
            if (entry.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    String thing(String address) {
        return "webhook of project " + repository.project() + " to " + address;
    }

    private String path() {
        return repository.projectPath() + "/webhook/policies";
    }
}
