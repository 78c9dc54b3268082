package io.meshcloud.idp.registry.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a webhook's sender, as it came: nothing in it is trusted, and nothing in it is shown. */
public final class WebhookDelivery {
    private final WebhookHeaders headers;
    private final byte[] body;
    private final @Nullable String pathToken;

    private WebhookDelivery(WebhookHeaders headers, byte[] body, @Nullable String pathToken) {
        this.headers = Objects.requireNonNull(headers, "headers");
        this.body = Objects.requireNonNull(body, "body");
        this.pathToken = pathToken;
    }

    /**
     * @param pathToken the part of the URL's path that is a secret; null when the URL has none
     */
    public static WebhookDelivery of(WebhookHeaders headers, byte[] body, @Nullable String pathToken) {
        return new WebhookDelivery(headers, body.clone(), pathToken);
    }

    /**
     * Reads the body, and never more than one byte beyond what the source takes: enough to refuse it. The rest stays in
     * the stream, which is not closed.
     */
    public static WebhookDelivery read(
            WebhookSource source, WebhookHeaders headers, InputStream body, @Nullable String pathToken)
            throws IOException {
        return new WebhookDelivery(headers, body.readNBytes(source.maxBytes() + 1), pathToken);
    }

    WebhookHeaders headers() {
        return headers;
    }

    /** The very bytes, not to be changed: signatures are over these. */
    byte[] body() {
        return body;
    }

    Optional<String> pathToken() {
        return Optional.ofNullable(pathToken);
    }

    /** Sizes only. */
    @Override
    public String toString() {
        return "WebhookDelivery[" + body.length + " bytes]";
    }
}
