package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the platform wants at a registry beyond the place itself.
 *
 * @param immutableTags whether a tag that was pushed may never move; absent means that it may not where the platform
 *     releases by hand, as to prod
 * @param quota the most that the environment's project may store, in bytes; absent leaves it as it is
 * @param webhook whom to tell of pushes; absent if nobody
 * @param validity how long new robot accounts are good for, in whole days; absent means for ever
 */
public record RegistryWish(
        @Nullable Boolean immutableTags,
        @Nullable Quantity quota,
        @Nullable WebhookTarget webhook,
        @Nullable Duration validity) {
    /** The place and accounts that last for ever. */
    public static final RegistryWish PLAIN = new RegistryWish(null, null, null, null);

    RegistryPlan plan(RegistrySide side) {
        boolean immutable = immutableTags == null ? side.released() == DeployMode.MANUAL : immutableTags;
        return new RegistryPlan(side.repository(), immutable, quota, webhook, validity);
    }
}
