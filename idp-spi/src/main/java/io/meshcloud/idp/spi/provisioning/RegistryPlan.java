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
 * @param repository where its images lie
 * @param immutableTags whether a tag that was pushed may never move
 * @param quota the most that its project may store, in bytes; absent leaves it as it is
 * @param webhook whom to tell of pushes; absent if nobody
 * @param validity how long a robot account is good for; absent means for ever
 */
public record RegistryPlan(
        ImageRepository repository,
        boolean immutableTags,
        @Nullable Quantity quota,
        @Nullable WebhookTarget webhook,
        @Nullable Duration validity) {
    public RegistryPlan {
        Objects.requireNonNull(repository, "repository");
        if (quota != null && quota.amount().compareTo(BigDecimal.ONE) < 0) {
            throw new IllegalArgumentException("a quota of nothing: " + quota);
        }
        if (validity != null && validity.toDays() < 1) {
            throw new IllegalArgumentException("robot accounts are good for whole days: " + validity);
        }
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
