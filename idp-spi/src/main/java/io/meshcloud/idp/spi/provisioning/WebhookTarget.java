// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/**
 * The receiver of a registry's push events.
 *
 * @param address an http(s) URL without a query, which may reach a log
 * @param authorization the value of the {@code Authorization} header, verbatim
 */
public record WebhookTarget(String address, Secret authorization) {
    public WebhookTarget {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(authorization, "authorization");
    }
}
