package io.meshcloud.idp.core.provisioning;

import java.net.URI;
import java.util.Objects;

/**
 * Where a registry tells of pushes.
 *
 * @param authorization what it sends as the {@code Authorization} header, verbatim
 */
public record WebhookTarget(URI address, Secret authorization) {
    public WebhookTarget {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(authorization, "authorization");
    }
}
