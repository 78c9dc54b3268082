// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an environment needs at its registry.
 *
 * @param repository the repository of its images
 * @param immutableTags whether the registry refuses to move a tag
 * @param quota the storage limit of its project, in bytes; absent leaves it unchanged
 * @param webhook the receiver of push events; absent for none
 * @param validity how long a robot account is valid, in whole days; absent for no limit
 * @param acceptPublic whether a project whose images everybody may read is accepted, with a warning; else it is refused
 */
public record RegistryPlan(
        ImageRepository repository,
        boolean immutableTags,
        @Nullable Quantity quota,
        @Nullable WebhookTarget webhook,
        @Nullable Duration validity,
        boolean acceptPublic) {
    public RegistryPlan {
        Objects.requireNonNull(repository, "repository");
        if (quota != null && quota.amount().compareTo(BigDecimal.ONE) < 0) {
            throw new IllegalArgumentException("a quota of nothing: " + quota);
        }
        if (validity != null && validity.toDays() < 1) {
            throw new IllegalArgumentException("robot accounts are good for whole days: " + validity);
        }
    }

    /** A plan for a private project. */
    public RegistryPlan(
            ImageRepository repository,
            boolean immutableTags,
            @Nullable Quantity quota,
            @Nullable WebhookTarget webhook,
            @Nullable Duration validity) {
        this(repository, immutableTags, quota, webhook, validity, false);
    }

    public Optional<Quantity> optionalQuota() {
        return Optional.ofNullable(quota);
    }

    public Optional<WebhookTarget> optionalWebhook() {
        return Optional.ofNullable(webhook);
    }

    public Optional<Duration> optionalValidity() {
        return Optional.ofNullable(validity);
    }
}
