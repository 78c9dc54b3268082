// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How far a rollback goes back.
 *
 * @param releasedAt when the image was first released here
 * @param age the time since then
 * @param skipped the number of releases of other images between it and the image that it replaces
 */
public record RollbackDistance(Instant releasedAt, Duration age, int skipped) {
    public RollbackDistance {
        Objects.requireNonNull(releasedAt, "releasedAt");
        Objects.requireNonNull(age, "age");
    }
}
