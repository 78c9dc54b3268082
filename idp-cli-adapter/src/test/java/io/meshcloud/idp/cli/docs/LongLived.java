// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.spi.observe.Event;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The example of a guide: a program that lives long. */
final class LongLived {
    private LongLived() {}

    public static void main(String[] args) {
        try (var state = new GitStateRepository(GitConfig.of(args[0], System.getenv()))) {
            var registry = new OciLayoutImageRegistry(Path.of(args[1]));
            var core = IdpCore.builder(state, registry, registry, Clock.systemUTC())
                    .observer(LongLived::observe)
                    .build();
            try (var fetcher = core.fetchInBackground(Duration.ofSeconds(30), Duration.ofSeconds(10))) {
                // The handler of the Git server's webhook calls this, too.
                fetcher.hint();
                var known = core.readModel().atMost(Duration.ofMinutes(1));
                System.out.println(known.byAddress().keySet() + " as of " + known.asOf());
            }
        }
    }

    private static void observe(Event event) {
        if (event instanceof Event.Released released) {
            System.out.println(released.address() + " runs " + released.image());
        } else if (event instanceof Event.OutcomeChanged changed) {
            System.out.println(changed.address() + " is " + changed.outcome());
        }
    }
}
