// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A team whose images are served over HTTP. */
public final class DistributionTeam extends LayoutTeam {
    private final FakeRegistry server;

    public DistributionTeam(Path root, FakeRegistry server) {
        super(root, client(server));
        this.server = server;
    }

    private static ImageRegistry client(FakeRegistry server) {
        var config =
                new RegistryConfig(Map.of(), CredentialSource.none(), Duration.ofSeconds(30), Duration.ofSeconds(30));
        return DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, Clock.systemUTC());
    }

    @Override
    public void makeUnreachable() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
    }
}
