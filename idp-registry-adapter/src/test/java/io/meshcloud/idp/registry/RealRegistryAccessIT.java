// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.GuardedRegistryFixture;
import io.meshcloud.idp.testkit.registry.RegistryAccessContract;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** A real registry that requires tokens. */
class RealRegistryAccessIT extends RegistryAccessContract {
    @TempDir
    Path folder;

    @Override
    protected GuardedRegistryFixture newFixture() throws Exception {
        RealPart.require("skopeo", "docker-registry");
        var tokens = new TokenService(folder);
        var server = RegistryServer.startGuarded(folder, tokens.auth());
        return new TokenTeam(folder.resolve("layouts"), tokens, server);
    }

    /** A team that pushes to layouts, and from there to the registry. */
    private static final class TokenTeam extends LayoutTeam implements GuardedRegistryFixture {
        private static final String PUSHER = "pusher";
        private static final String READER = "reader";
        private static final String PASSWORD = "pass-word";
        private static final ImageRepository OTHER = ImageRepository.parse(Fixtures.HOST + "/team-b/app1/dev");

        private final Path root;
        private final TokenService tokens;
        private final RegistryServer server;

        private TokenTeam(Path root, TokenService tokens, RegistryServer server) {
            super(root, new RoutingImageRegistry(config(server), Clock.systemUTC()), config(server));
            this.root = root;
            this.tokens = tokens;
            this.server = server;
            for (var repository : List.of(repository(), OTHER)) {
                tokens.allow(PUSHER, PASSWORD, repository.path(), "pull", "push");
                tokens.allow(READER, PASSWORD, repository.path(), "pull");
            }
        }

        private static RegistryConfig config(RegistryServer server) {
            return RegistryConfig.of(
                    List.of(Fixtures.HOST + "=" + server.url()),
                    host -> Optional.of(new Credential(READER, PASSWORD, "a test")));
        }

        @Override
        Digest store(String mediaType, byte[] manifest, Tag... tags) {
            var digest = super.store(mediaType, manifest, tags);
            for (var tag : tags) {
                upload(repository(), tag);
            }
            return digest;
        }

        private void upload(ImageRepository repository, Tag tag) {
            RealPart.run(
                    root,
                    "skopeo",
                    "copy",
                    "--insecure-policy",
                    "--preserve-digests",
                    "--dest-tls-verify=false",
                    "--dest-creds=" + PUSHER + ":" + PASSWORD,
                    "oci:" + OciLayoutImageRegistry.folder(root, repository) + ":" + tag,
                    "docker://" + server.host() + "/" + repository.path() + ":" + tag);
        }

        @Override
        public ImageRepository otherRepository() {
            return OTHER;
        }

        @Override
        public Digest pushToOther(TestImage image, Tag tag) {
            var content = Bytes.utf8(image.content());
            var digest = OciLayoutWriter.in(root, OTHER)
                    .write(tag, OciImage.created(Fixtures.EARLY).file("app/content", content, false));
            upload(OTHER, tag);
            return digest;
        }

        /**
         * A valid token cannot be taken back. So the client gets an expired one first, which it takes for valid because
         * of the lifetime that the token service names. A client that has a valid token keeps it.
         */
        @Override
        public void expireAccess() {
            tokens.letTheNextBeExpired();
            try {
                registry().resolve(repository(), Tag.parse("any"));
            } catch (IdpException e) {
                // The new token was refused.
            }
        }

        @Override
        public void denyAccess() {
            tokens.allow(READER, PASSWORD, repository().path());
        }

        @Override
        public void makeUnreachable() {
            server.close();
        }

        @Override
        public void close() {
            server.close();
            tokens.close();
        }
    }
}
