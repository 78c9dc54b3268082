package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageReference;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The desired release of one environment, {@code release.yaml}: which image is to run. It is written by platform
 * automation only.
 *
 * <p>Source: ADR-004, appendix, "Companion file: release.yaml".
 *
 * @param tenant equal to the environment's
 * @param app equal to the environment's
 * @param environment equal to the environment's
 * @param image what is to run; without a digest it is read for history, never rendered
 * @param observedAt when the platform decided it
 * @param observedBy which trigger of the platform decided it
 * @param newestSeenAt the watermark: automation takes only images that are later than this
 */
public record AppRelease(
        Slug tenant,
        Slug app,
        Slug environment,
        ImageReference image,
        Instant observedAt,
        String observedBy,
        @Nullable Instant newestSeenAt) {
    public AppRelease {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(app, "app");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(observedAt, "observedAt");
        Objects.requireNonNull(observedBy, "observedBy");
    }

    public Optional<Instant> watermark() {
        return Optional.ofNullable(newestSeenAt);
    }
}
