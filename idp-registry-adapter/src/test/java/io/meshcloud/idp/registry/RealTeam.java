// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A team that pushes to the real registry: to a layout first, and from there over HTTP. */
final class RealTeam extends LayoutTeam {
    private final Path layout;
    private final RealRegistry server;

    RealTeam(Path root, RealRegistry server) {
        super(root, client(server), config(server));
        this.layout = OciLayoutImageRegistry.folder(root, Fixtures.REPOSITORY);
        this.server = server;
    }

    static ImageRegistry client(RealRegistry server) {
        return new RoutingImageRegistry(config(server), Clock.systemUTC());
    }

    private static RegistryConfig config(RealRegistry server) {
        return RegistryConfig.of(List.of(Fixtures.HOST + "=" + server.url()), RealRegistry.credentials());
    }

    @Override
    Digest store(String mediaType, byte[] manifest, Tag... tags) {
        server.push(layout, mediaType, manifest, tags);
        return Digest.of(manifest);
    }

    @Override
    public void delete(Digest manifest) {
        server.delete(manifest);
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
