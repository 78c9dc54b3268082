// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The throttle of each registry, which all clients of the registry in this process share. Safe for use by many threads.
 */
public final class RegistryThrottles {
    private final Map<String, RegistryLimits> limits;
    private final ConcurrentMap<String, RequestThrottle> throttles = new ConcurrentHashMap<>();

    /**
     * @param limits by host, as in references; other hosts have {@link RegistryLimits#DEFAULT}
     */
    public RegistryThrottles(Map<String, RegistryLimits> limits) {
        this.limits = Map.copyOf(limits);
    }

    public RegistryLimits limits(String host) {
        return limits.getOrDefault(host, RegistryLimits.DEFAULT);
    }

    public RequestThrottle of(String host) {
        return throttles.computeIfAbsent(host, any -> new RequestThrottle(limits(host), System::nanoTime));
    }
}
