// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.Objects;

/** A new robot account and its secret, which the registry shows only once. */
public record RobotCredential(RobotAccount account, Secret secret) {
    public RobotCredential {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(secret, "secret");
    }
}
