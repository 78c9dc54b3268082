package io.meshcloud.idp.registry.webhook;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a sender sends. Each of them tells which of its samples were captured from a server. */
public abstract sealed class WebhookFormat
        permits HarborFormat,
                HarborCloudEventsFormat,
                DistributionFormat,
                CloudEventsFormat,
                GiteaFormat,
                GitHubFormat,
                JsonFormat {
    private static final Map<String, Supplier<WebhookFormat>> NAMED = Map.of(
            "harbor", HarborFormat::new,
            "harbor-cloudevents", HarborCloudEventsFormat::new,
            "distribution", DistributionFormat::new,
            "zot", WebhookFormat::zot,
            "gitea", GiteaFormat::new,
            "github", GitHubFormat::new);

    WebhookFormat() {}

    /**
     * The formats that need no mapping: {@code harbor} (Default), {@code harbor-cloudevents}, {@code distribution} (also
     * Azure), {@code zot}, {@code gitea} (also Forgejo), {@code github}. Empty for any other name.
     */
    public static Optional<WebhookFormat> named(String name) {
        return Optional.ofNullable(NAMED.get(name)).map(Supplier::get);
    }

    /** The names that {@link #named} knows. */
    public static Set<String> names() {
        return NAMED.keySet();
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

    /** Where senders of this format put the signature of the body, if they can sign it. */
    public String signatureHeader() {
        return "X-Hub-Signature-256";
    }

    /**
     * Finds what the delivery tells.
     *
     * @throws UnreadableException if it is nothing that such a sender sends
     */
    abstract void read(Message message, Findings findings) throws UnreadableException;
}
