package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.http.ManagementApi;
import io.meshcloud.idp.registry.http.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which registries are Harbors, found out by asking them once. That one is none is believed for some minutes only: a proxy
 * may have answered for a Harbor that was still starting. Safe for use by many threads.
 */
public final class Harbors {
    private static final Duration NEGATIVE_TTL = Duration.ofMinutes(10);

    private record Finding(@Nullable HarborApi api, Instant at) {}

    private final RegistryConfig config;
    private final Clock clock;
    private final Pause pause;
    private final ConcurrentMap<String, Finding> findings = new ConcurrentHashMap<>();

    public Harbors(RegistryConfig config, Clock clock) {
        this(config, clock, Pause.real());
    }

    Harbors(RegistryConfig config, Clock clock, Pause pause) {
        this.config = config;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * The Harbor of a host; empty if its registry is something else.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException when it cannot be asked, which says nothing about what it is
     */
    Optional<HarborApi> find(String host) {
        var before = findings.get(host);
        if (before != null && (before.api != null || clock.instant().isBefore(before.at.plus(NEGATIVE_TTL)))) {
            return Optional.ofNullable(before.api);
        }
        var found = ask(host);
        findings.put(host, new Finding(found.orElse(null), clock.instant()));
        return found;
    }

    /** Where the registry of a host is reached, whatever it is. */
    RegistryUrl url(String host) {
        return config.url(host);
    }

    private Optional<HarborApi> ask(String host) {
        if (!(config.url(host) instanceof RegistryUrl.Distribution server)) {
            return Optional.empty();
        }
        config.credentials().verify(host);
        var api = new HarborApi(ManagementApi.open(host, server.base(), config, clock, pause));
        return api.answers() ? Optional.of(api) : Optional.empty();
    }
}
