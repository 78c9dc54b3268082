// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How many requests this process sends to one registry and to the servers that the registry names.
 *
 * @param atOnce the most requests at the same time
 * @param perSecond the most requests that begin within a second, evenly spread; 0 without a limit
 * @param longestWait the longest time that one look waits for a registry that limits our requests
 *     ({@code Retry-After}), in all
 */
public record RegistryLimits(int atOnce, int perSecond, Duration longestWait) {
    public static final RegistryLimits DEFAULT = new RegistryLimits(16, 0, Duration.ofMinutes(2));

    public RegistryLimits {
        Objects.requireNonNull(longestWait, "longestWait");
        if (atOnce < 1 || perSecond < 0 || longestWait.isNegative()) {
            throw new IllegalArgumentException("limits of " + atOnce + ", " + perSecond + ", " + longestWait);
        }
    }
}
