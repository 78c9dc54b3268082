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
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/** Runs {@code idp reconcile} in this process, so that the second poll uses what the first one remembered. */
final class Poller implements AutoCloseable {
    private final Services services;
    private final LongSupplier requests;

    /**
     * @param folder for the cache, which a later poller may reuse
     * @param variables environment variables that name the registry and its credentials
     * @param requests the number of requests that the registry has answered so far
     */
    Poller(Path folder, StateCopy copy, Map<String, String> variables, LongSupplier requests) {
        var flags = Flags.NONE
                .with(AllSettings.STATE, copy.url())
                .with(AllSettings.CACHE, folder.resolve("cache").toString())
                .with(AllSettings.ACTOR, "benchmark");
        var silent = new PrintStream(PrintStream.nullOutputStream());
        var context = new CliContext(
                InputStream.nullInputStream(),
                silent,
                silent,
                variables,
                folder,
                "benchmark",
                false,
                Clock.systemUTC());
        this.services = Services.start(SettingsReader.read(flags, context), context);
        this.requests = requests;
    }

    PushService pushes() {
        return services.core().pushes();
    }

    /** Polls all environments once. */
    Poll poll() {
        long before = requests.getAsLong();
        long start = System.nanoTime();
        var reconciled = services.core().reconciliation().reconcile(false, (done, all) -> {});
        return new Poll(reconciled, requests.getAsLong() - before, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void close() {
        services.close();
    }

    /**
     * @param requests the number of requests that the registry answered during the poll
     */
    record Poll(Reconciled reconciled, long requests, Duration took) {
        String text() {
            return Texts.count(requests) + " requests, " + Texts.duration(took);
        }
    }
}
