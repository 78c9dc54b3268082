package io.meshcloud.idp.registry.webhook;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The formats that a source may be configured with. */
public final class WebhookFormats {
    private static final Map<String, Supplier<WebhookFormat>> NAMED = Map.of(
            "harbor", HarborFormat::new,
            "harbor-cloudevents", HarborCloudEventsFormat::new,
            "distribution", DistributionFormat::new,
            "zot", WebhookFormats::zot,
            "gitea", GiteaFormat::new,
            "github", GitHubFormat::new);

    private WebhookFormats() {}

    /**
     * The formats that need no mapping: {@code harbor} (Default), {@code harbor-cloudevents}, {@code distribution} (also
     * Azure), {@code zot}, {@code gitea} (also Forgejo), {@code github}. Empty for any other name.
     */
    public static Optional<WebhookFormat> named(String name) {
        return Optional.ofNullable(NAMED.get(name)).map(Supplier::get);
    }

    /** The names that {@link #named} knows, sorted. */
    public static Set<String> names() {
        return new TreeSet<>(NAMED.keySet());
    }

    /**
     * CloudEvents 1.0 of any sender, structured or binary.
     *
     * @param types the types of the events that tell of a push; all others are ignored
     * @param data where the event's data tells what; id and time are the event's own unless mapped
     */
    public static WebhookFormat cloudEvents(Set<String> types, JsonMapping data) {
        return new CloudEventsFormat(types, data);
    }

    /** Any other JSON object; each delivery counts as a push. */
    public static WebhookFormat json(JsonMapping mapping) {
        return new JsonFormat(mapping);
    }

    private static WebhookFormat zot() {
        return cloudEvents(
                Set.of("zotregistry.image.updated"),
                JsonMapping.of("/name")
                        .withTag("/reference")
                        .withDigest("/digest")
                        .withMediaType("/mediaType"));
    }
}
