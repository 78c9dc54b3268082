// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.registry.json.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The format of a sender's deliveries: a part of the configuration of a webhook source. The Javadoc of each format says
 * which of its samples were captured from a server.
 */
public abstract sealed class WebhookFormat
        permits HarborFormat, DistributionFormat, CloudEventsFormat, GiteaFormat, GitHubFormat, JsonFormat {
    WebhookFormat() {}

    /**
     * The formats that need no mapping: {@code harbor} (Default and CloudEvents), {@code harbor-cloudevents},
     * {@code distribution} (also Azure), {@code zot}, {@code gitea} (also Forgejo), {@code github}. Empty for any other
     * name.
     */
    public static Optional<WebhookFormat> named(String name) {
        return Optional.ofNullable(presets().get(name)).map(Supplier::get);
    }

    /** The names that {@link #named} accepts, sorted. */
    public static Set<String> names() {
        return new TreeSet<>(presets().keySet());
    }

    private static Map<String, Supplier<WebhookFormat>> presets() {
        return Map.of(
                "harbor", HarborFormat::any,
                "harbor-cloudevents", HarborFormat::cloudEvents,
                "distribution", DistributionFormat::new,
                "zot", WebhookFormat::zot,
                "gitea", GiteaFormat::new,
                "github", GitHubFormat::new);
    }

    private static WebhookFormat zot() {
        return cloudEvents(
                Set.of("zotregistry.image.updated"),
                JsonMapping.of("/name")
                        .withTag("/reference")
                        .withDigest("/digest")
                        .withMediaType("/mediaType"));
    }

    /**
     * CloudEvents 1.0 of any sender, structured or binary.
     *
     * @param types the event types that report a push; all others are ignored
     * @param data the mapping of the event's data to the fields of a push; id and time are the event's own unless
     *     mapped
     */
    public static WebhookFormat cloudEvents(Set<String> types, JsonMapping data) {
        return new CloudEventsFormat(types, data);
    }

    /** Any other JSON object; each delivery counts as a push. */
    public static WebhookFormat json(JsonMapping mapping) {
        return new JsonFormat(mapping);
    }

    /** The header in which senders of this format put the body's signature, if they can sign it. */
    public String signatureHeader() {
        return "X-Hub-Signature-256";
    }

    /**
     * Reads the events of a delivery.
     *
     * @param body the parsed body, an object
     * @throws MalformedException if the delivery is not in this format; the reason continues "the body ..."
     */
    abstract void read(WebhookDelivery delivery, EventField body, EventCollector events) throws MalformedException;
}
