package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import java.util.Objects;

/** What came of making an environment's registry side. */
public record ProvisionedSide(RegistrySide side, ProvisioningResult done) {
    public ProvisionedSide {
        Objects.requireNonNull(side, "side");
        Objects.requireNonNull(done, "done");
    }
}
