// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Optional;

/** The core's services, wired with the adapters. Starting them opens no connection. */
public final class Services implements AutoCloseable {
    private final Injector injector;
    private final CommitIdentity platform;

    private Services(Injector injector, CommitIdentity platform) {
        this.injector = injector;
        this.platform = platform;
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException if the settings name no state repository or cannot be used
     */
    public static Services start(Settings settings, CliContext context) {
        var committer = GitModule.committer(settings);
        settings.requireState();
        var cache = StateCache.of(settings, context);
        return new Services(
                Guice.createInjector(
                        Stage.PRODUCTION,
                        new StrictModule(),
                        new CoreModule(context.clock()),
                        new GitModule(settings, context, cache),
                        new RegistryModule(settings, context, cache.registries())),
                new CommitIdentity(committer.name(), committer.mail()));
    }

    /** The services of the core. */
    public IdpCore core() {
        return injector.getInstance(IdpCore.class);
    }

    /** The author and committer of the commits with these settings. */
    public CommitIdentity platform() {
        return platform;
    }

    /** The scope of push rights at the registries of these settings. Needs no state repository. */
    public static PushRights pushRights(Settings settings, CliContext context) {
        return RegistryModule.pushRights(settings, context);
    }

    /** The newest snapshot that a service took, or empty before the first one. */
    public Optional<Snapshot> seen() {
        return injector.getInstance(WatchedStateRepository.class).seen();
    }

    /**
     * Keeps the read model and the facts that looks have read, and waits a few seconds for cache upkeep that has
     * started.
     */
    @Override
    public void close() {
        core().readModel().store();
        injector.getInstance(MemoryFolder.class).close();
        injector.getInstance(GitStateRepository.class).close();
    }

    public StateRepository repository() {
        return injector.getInstance(StateRepository.class);
    }
}
