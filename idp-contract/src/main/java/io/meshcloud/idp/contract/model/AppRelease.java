// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.version.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The desired release of one environment, {@code release.yaml}: the image to run. Only the platform writes it.
 *
 * <p>Source: ADR-004, appendix, "Companion file: release.yaml".
 *
 * @param tenant equal to the one in {@code app-env.yaml}
 * @param app equal to the one in {@code app-env.yaml}
 * @param environment equal to the one in {@code app-env.yaml}
 * @param image the image to run; a release without a digest is read for history but never rendered
 * @param observedAt when the platform decided the release
 * @param observedBy the trigger through which the platform decided the release
 * @param newestSeenAt the watermark: automation only takes images that are newer
 * @param newestSeenVersion the watermark where automation chooses by versions: automation only takes higher ones
 */
public record AppRelease(
        Slug tenant,
        Slug app,
        Slug environment,
        ImageReference image,
        Instant observedAt,
        String observedBy,
        @Nullable Instant newestSeenAt,
        @Nullable Version newestSeenVersion) {
    public AppRelease {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(app, "app");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(observedAt, "observedAt");
        Objects.requireNonNull(observedBy, "observedBy");
    }

    /** The watermark; empty if no time is known. */
    public Optional<Instant> optionalNewestSeenAt() {
        return Optional.ofNullable(newestSeenAt);
    }

    /** The highest version; empty if none is known. */
    public Optional<Version> optionalNewestSeenVersion() {
        return Optional.ofNullable(newestSeenVersion);
    }
}
