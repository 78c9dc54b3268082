// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ManagementApi;
import io.meshcloud.idp.registry.http.Pause;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects which registries are Harbors, by one request to each. If a registry is not a Harbor, the result is cached for
 * some minutes only, because a proxy may have answered for a Harbor that was starting. Safe for use by many threads.
 */
public final class HarborDetector {
    private static final Duration NEGATIVE_TTL = Duration.ofMinutes(10);

    private record Detected(@Nullable HarborApi api, Instant at) {
        Optional<HarborApi> optionalApi() {
            return Optional.ofNullable(api);
        }
    }

    private final RegistryConfig config;
    private final Clock clock;
    private final Pause pause;
    private final ConcurrentMap<String, Detected> detected = new ConcurrentHashMap<>();

    public HarborDetector(RegistryConfig config, Clock clock) {
        this(config, clock, Pause.real());
    }

    HarborDetector(RegistryConfig config, Clock clock, Pause pause) {
        this.config = config;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * The Harbor of a host, with a budget for one question; empty if its registry is not a Harbor.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException when the registry cannot be reached or fails
     */
    Optional<HarborApi> find(String host) {
        var cached = detected.get(host);
        if (cached != null && (cached.api != null || clock.instant().isBefore(cached.at.plus(NEGATIVE_TTL)))) {
            return cached.optionalApi().map(api -> api.within(budget()));
        }
        var found =
                config.url(host).match(folder -> Optional.<HarborApi>empty(), server -> detect(host, server.base()));
        detected.put(host, new Detected(found.orElse(null), clock.instant()));
        return found;
    }

    /** The URL of a host's registry, whether it is a Harbor or not. */
    RegistryUrl url(String host) {
        return config.url(host);
    }

    private Optional<HarborApi> detect(String host, URI base) {
        config.credentials().verify(host);
        var api = new HarborApi(ManagementApi.open(host, base, config, clock, pause), budget());
        return api.isHarbor() ? Optional.of(api) : Optional.empty();
    }

    private static Budget budget() {
        return Budget.ofQuestion("use Harbor's API");
    }
}
