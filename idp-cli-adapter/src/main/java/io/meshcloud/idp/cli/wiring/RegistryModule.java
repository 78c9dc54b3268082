// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.registry.RoutingImageRegistry;
import io.meshcloud.idp.registry.RoutingImageTransfer;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryLimits;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.harbor.HarborDetector;
import io.meshcloud.idp.registry.harbor.HarborExtension;
import io.meshcloud.idp.registry.harbor.HarborMemory;
import io.meshcloud.idp.registry.harbor.HarborProvisioner;
import io.meshcloud.idp.registry.harbor.HarborPushRights;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.network.ProxyVariables;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Binds the registry ports; the URL of a registry chooses its client. */
final class RegistryModule extends AbstractModule {
    private final RegistryConfig config;
    private final Path memory;

    /**
     * @param memory the folder for the facts that looks have read
     */
    RegistryModule(Settings settings, CliContext context, Path memory) {
        config = config(settings, context);
        this.memory = memory;
    }

    /** The scope of push rights, for a command without a state repository. */
    static PushRights pushRights(Settings settings, CliContext context) {
        return new HarborPushRights(new HarborDetector(config(settings, context), context.clock()));
    }

    private static RegistryConfig config(Settings settings, CliContext context) {
        var config = RegistryConfig.of(
                        settings.find(AllSettings.REGISTRIES).orElse(Map.of()).entrySet().stream()
                                .map(registry -> registry.getKey() + "=" + registry.getValue())
                                .toList(),
                        CredentialSource.standard(context.environment(), context.home()))
                .withProxies(new ProxyVariables(context.environment()))
                .withRedirectHosts(settings.find(AllSettings.REGISTRY_REDIRECTS).orElse(Set.of()))
                .withInsecureHosts(settings.find(AllSettings.REGISTRY_INSECURE).orElse(Set.of()))
                .withLimits(limits(settings));
        return settings.find(AllSettings.REGISTRY_CA)
                .map(authorities -> config.withTrusted(TrustedCertificates.ofJavaAnd(authorities)))
                .orElse(config);
    }

    private static Map<String, RegistryLimits> limits(Settings settings) {
        var atOnce = settings.find(AllSettings.REGISTRY_AT_ONCE).orElse(Map.of());
        var perSecond = settings.find(AllSettings.REGISTRY_PER_SECOND).orElse(Map.of());
        var wait = settings.find(AllSettings.REGISTRY_WAIT).orElse(Map.of());
        var usual = RegistryLimits.DEFAULT;
        return Stream.of(atOnce, perSecond, wait)
                .flatMap(numbers -> numbers.keySet().stream())
                .distinct()
                .collect(Collectors.toMap(
                        host -> host,
                        host -> new RegistryLimits(
                                atOnce.getOrDefault(host, usual.atOnce()),
                                perSecond.getOrDefault(host, usual.perSecond()),
                                Optional.ofNullable(wait.get(host))
                                        .map(Duration::ofSeconds)
                                        .orElse(usual.longestWait()))));
    }

    @Provides
    @Singleton
    HarborDetector harbors(Clock clock) {
        return new HarborDetector(config, clock);
    }

    @Provides
    @Singleton
    MemoryFolder memory(Clock clock) {
        return MemoryFolder.at(memory, clock);
    }

    @Provides
    @Singleton
    RoutingImageRegistry registries(Clock clock, HarborDetector harbors, MemoryFolder looks) {
        var known = HarborMemory.in(looks, host -> config.url(host).toString());
        return new RoutingImageRegistry(config, clock, new HarborExtension(harbors, known, clock), looks);
    }

    @Provides
    RegistryProvisioner registryProvisioner(HarborDetector harbors, Clock clock) {
        return new HarborProvisioner(harbors, clock);
    }

    @Provides
    ImageTransfer imageTransfer(Clock clock) {
        return new RoutingImageTransfer(config, clock);
    }

    @Provides
    ImageRegistry imageRegistry(RoutingImageRegistry registries) {
        return registries;
    }

    @Provides
    ImageListing imageListing(RoutingImageRegistry registries) {
        return registries;
    }
}
