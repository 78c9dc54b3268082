// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.ReadModelStore;
import io.meshcloud.idp.spi.state.StateRepository;
import java.nio.file.Path;

/** The state repository on Git. */
final class GitModule extends AbstractModule {
    private final GitConfig config;
    private final Path readModels;
    private final Console console;

    GitModule(Settings settings, CliContext context, StateCache cache) {
        console = new Console(context, settings.get(AllSettings.OUTPUT));
        var found = GitConfig.of(settings.requireState(), context.environment())
                .withBranch(settings.find(AllSettings.BRANCH).orElse(null))
                .withClock(context.clock());
        var named = found.withCommitter(committer(settings))
                .withUpkeep(GitConfig.Upkeep.WHEN_CROWDED)
                .withSigning(new GitConfig.Signing(
                        settings.find(AllSettings.SIGNING_KEY).orElse(null),
                        settings.find(AllSettings.ALLOWED_SIGNERS).orElse(null)));
        cache.note().ifPresent(note -> console.note("note: " + note));
        readModels = cache.readModels();
        var placed = named.withCacheFolder(cache.folder())
                .withSendsTokenUnencrypted(settings.get(AllSettings.STATE_INSECURE));
        config =
                settings.find(AllSettings.STATE_CA).map(placed::withAuthorities).orElse(placed);
    }

    /** The configured committer, or the default one. */
    static GitConfig.Identity committer(Settings settings) {
        return settings.find(AllSettings.COMMITTER)
                .map(committer -> new GitConfig.Identity(committer.name(), committer.mail()))
                .orElse(GitConfig.Identity.DEFAULT);
    }

    @Provides
    @Singleton
    GitStateRepository git() {
        return new GitStateRepository(config, note -> console.note("note: " + note));
    }

    @Provides
    @Singleton
    WatchedStateRepository watched(GitStateRepository git) {
        return new WatchedStateRepository(git);
    }

    @Provides
    ReadModelStore readModelStore() {
        return new KeptReadModel(readModels, config + " " + config.branch());
    }

    @Provides
    BranchGuard branchGuard(GitStateRepository git) {
        return git;
    }

    @Provides
    StateRepository stateRepository(WatchedStateRepository watched) {
        return watched;
    }
}
