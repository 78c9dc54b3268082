// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The optional settings of a registry target.
 *
 * @param immutableTags whether a pushed tag may never move; absent means immutable where the deploy mode is manual, as
 *     in prod
 * @param quota the storage limit of the environment's project, in bytes; absent leaves it as it is
 * @param webhook the receiver of push events; absent for none
 * @param validity how long new robot accounts are valid, in whole days; absent means without limit
 * @param acceptPublic whether a public project is accepted also where the deploy mode is manual
 */
public record ProvisioningOptions(
        @Nullable Boolean immutableTags,
        @Nullable Quantity quota,
        @Nullable WebhookTarget webhook,
        @Nullable Duration validity,
        boolean acceptPublic) {
    /** No quota, no webhook, and accounts without a time limit. */
    public static final ProvisioningOptions DEFAULT = new ProvisioningOptions(null, null, null, null, false);

    RegistryPlan plan(RegistryTarget target) {
        boolean immutable = immutableTags == null ? target.deployMode() == DeployMode.MANUAL : immutableTags;
        return new RegistryPlan(
                target.repository(),
                immutable,
                quota,
                webhook,
                validity,
                acceptPublic || target.deployMode() == DeployMode.AUTO);
    }
}
