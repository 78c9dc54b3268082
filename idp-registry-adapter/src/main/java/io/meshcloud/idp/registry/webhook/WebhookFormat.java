package io.meshcloud.idp.registry.webhook;

/**
 * What a sender sends; {@link WebhookFormats} has them. Each of them tells which of its samples were captured from a
 * server.
 */
public abstract sealed class WebhookFormat
        permits HarborFormat,
                HarborCloudEventsFormat,
                DistributionFormat,
                CloudEventsFormat,
                GiteaFormat,
                GitHubFormat,
                JsonFormat {
    WebhookFormat() {}

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
