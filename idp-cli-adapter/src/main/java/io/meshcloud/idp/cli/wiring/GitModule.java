package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.Surroundings;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.StateRepository;

/** The state repository on Git. */
final class GitModule extends AbstractModule {
    private final GitConfig config;
    private final Console console;

    GitModule(Settings settings, Surroundings surroundings) {
        console = new Console(surroundings, settings.output());
        var found = GitConfig.of(settings.requireState(), surroundings.environment())
                .withBranch(settings.branch())
                .withClock(surroundings.clock());
        var signing = settings.signing();
        var named = found.withCommitter(committer(settings))
                .withUpkeep(GitConfig.Upkeep.WHEN_CROWDED)
                .withSigning(new GitConfig.Signing(signing.key(), signing.allowedSigners()));
        config = settings.cache() == null
                ? named
                : named.withCacheFolder(settings.cache().resolve("state"));
    }

    /** Who commits, by name or by default. */
    static GitConfig.Identity committer(Settings settings) {
        var committer = settings.committer();
        return committer == null
                ? GitConfig.Identity.DEFAULT
                : new GitConfig.Identity(committer.name(), committer.mail());
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
    BranchGuard branchGuard(GitStateRepository git) {
        return git;
    }

    @Provides
    StateRepository stateRepository(WatchedStateRepository watched) {
        return watched;
    }
}
