package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * Where a registry tells of pushes.
 *
 * @param address an http(s) URL without a query, which Harbor would drop
 * @param authorization what it sends as the {@code Authorization} header, verbatim
 */
public record WebhookTarget(String address, Secret authorization) {
    public WebhookTarget {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(authorization, "authorization");
    }
}
