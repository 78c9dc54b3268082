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
 * The policy by which a project tells of pushes. One policy serves all environments of a project.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code WebhookPolicy}, and {@code src/server/v2.0/handler/webhook.go}.
 */
final class HarborWebhooks {
    private static final String RIGHT = "manage the project's webhooks";
    private static final String EVENT = "PUSH_ARTIFACT";
    private static final String CLOUD_EVENTS = "CloudEvents";
    private static final String PREFIX = "idp-";

    private final HarborApi api;
    private final HarborPlace place;

    HarborWebhooks(HarborApi api, HarborPlace place) {
        this.api = api;
        this.place = place;
    }

    ProvisioningStep ensure(WebhookTarget target) {
        var before = find(target);
        if (before.isPresent()) {
            return mend(target, before.get());
        }
        if (api.create(path(), policy(target), RIGHT)) {
            return new ProvisioningStep(thing(target), Verdict.MADE);
        }
        return mend(
                target,
                find(target)
                        .orElseThrow(() ->
                                api.fault(path(), "says that the webhook policy is there, and does not show it")));
    }

    private ProvisioningStep mend(WebhookTarget target, JsonNode policy) {
        var authorization = target(policy, target).path("auth_header").asText();
        boolean isTold = !authorization.isEmpty() && !authorization.startsWith("*");
        boolean isRight = policy.path("enabled").asBoolean()
                && policy.path("event_types").size() == 1
                && policy.path("event_types").path(0).asText().equals(EVENT)
                && format().map(format -> target(policy, target)
                                .path("payload_format")
                                .asText()
                                .equals(format))
                        .orElse(true)
                && (!isTold || authorization.equals(target.authorization().reveal()));
        if (!isRight) {
            long id = policy.path("id").asLong();
            var changed =
                    policy(target).put("id", id).put("name", policy.path("name").asText());
            api.succeeded(api.change("PUT", path() + "/" + id, changed), RIGHT);
            return new ProvisioningStep(thing(target), Verdict.MENDED);
        }
        var note = isTold ? "" : " (what it authorizes itself with cannot be read back, and was left as it is)";
        return new ProvisioningStep(thing(target) + note, Verdict.PRESENT);
    }

    /** The addresses of policies that were made by us, for any environment of the project. */
    List<String> ours() {
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

    /** The policy's part for this address; a missing node if there is none. */
    private static JsonNode target(JsonNode policy, WebhookTarget wanted) {
        for (var target : policy.path("targets")) {
            if (address(target.path("address").asText()).equals(address(wanted.address()))) {
                return target;
            }
        }
        return MissingNode.getInstance();
    }

    /** Harbor keeps neither the query nor a slash at the end. */
    private static String address(String url) {
        return url.replaceFirst("[?#].*", "").replaceFirst("/+$", "");
    }

    private ObjectNode policy(WebhookTarget wanted) {
        var address = address(wanted.address());
        var hash = Digest.of(address.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
        var policy = HarborApi.object()
                .put("name", PREFIX + hash)
                .put("description", "made by idp: tells of pushed images")
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

    /** The best that this Harbor offers; empty for one that knows no formats. */
    private Optional<String> format() {
        var offered = api.find(place.projectPath() + "/webhook/events", RIGHT)
                .map(events -> events.path("payload_formats").findValues("formats"))
                .orElse(List.of());
        boolean isOffered = offered.stream().anyMatch(formats -> contains(formats, CLOUD_EVENTS));
        return isOffered ? Optional.of(CLOUD_EVENTS) : offered.isEmpty() ? Optional.empty() : Optional.of("Default");
    }

    private static boolean contains(JsonNode list, String text) {
        for (var one : list) {
            if (one.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private String thing(WebhookTarget target) {
        return "webhook of project " + place.project() + " to " + address(target.address());
    }

    private String path() {
        return place.projectPath() + "/webhook/policies";
    }
}
