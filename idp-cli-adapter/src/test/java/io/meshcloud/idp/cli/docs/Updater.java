// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import java.nio.file.Path;
import java.time.Clock;

/** The example of the README: a program that embeds idp and releases one image. */
final class Updater {
    private Updater() {}

    public static void main(String[] args) {
        try (var state = new GitStateRepository(GitConfig.of(args[0], System.getenv()))) {
            var registry = new OciLayoutImageRegistry(Path.of(args[1]));
            var core = IdpCore.of(state, registry, Clock.systemUTC());
            var caller = Caller.platform(Actor.parse("acme-updater"));
            var context = RequestContext.of(caller, Trigger.of("acme-updater"));
            var address = EnvironmentAddress.parse(args[2]);
            var image = ImageChoice.parse(args[3]);
            var outcome = core.releases().release(ReleaseRequest.of(address, image, context));
            System.out.println(outcome);
        }
    }
}
