// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.wiring.Services;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.push.PushService;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The services of idp in this process, as {@code idp reconcile} uses them. */
final class Poller implements AutoCloseable {
    private final Services services;

    /**
     * @param cache the folder for the cache, which a later poller may reuse
     * @param variables environment variables that name the registry and its credentials
     */
    Poller(Path cache, String state, Map<String, String> variables) {
        var flags = Flags.NONE
                .with(AllSettings.STATE, state)
                .with(AllSettings.CACHE, cache.toString())
                .with(AllSettings.ACTOR, "benchmark");
        var silent = new PrintStream(PrintStream.nullOutputStream());
        var context = new CliContext(
                InputStream.nullInputStream(),
                silent,
                silent,
                variables,
                cache.toAbsolutePath().getParent(),
                "benchmark",
                false,
                Clock.systemUTC());
        this.services = Services.start(SettingsReader.read(flags, context), context);
    }

    PushService pushes() {
        return services.core().pushes();
    }

    /** Looks at all environments once. A further look uses what the earlier ones remembered. */
    Reconciled look() {
        return services.core().reconciliation().reconcile(false, (done, all) -> {});
    }

    @Override
    public void close() {
        services.close();
    }
}
