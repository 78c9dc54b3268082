// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import java.util.Objects;

/** A registry target and what provisioning did for it. */
public record ProvisionedTarget(RegistryTarget target, ProvisioningResult done) {
    public ProvisionedTarget {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(done, "done");
    }
}
