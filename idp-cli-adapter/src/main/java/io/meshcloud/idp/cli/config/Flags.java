package io.meshcloud.idp.cli.config;

import org.jspecify.annotations.Nullable;

/** The settings as they were typed, before any rule looked at them. */
public record Flags(
        @Nullable String state,
        @Nullable String branch,
        @Nullable String cache,
        RegistryFlags registries,
        @Nullable String actor,
        @Nullable String output,
        @Nullable Boolean dryRun,
        @Nullable String config,
        @Nullable String signingKey,
        @Nullable String allowedSigners,
        @Nullable String webhook) {
    /** With a flag of one command only; absent leaves it as it is. */
    public Flags withAllowedSigners(@Nullable String file) {
        return file == null
                ? this
                : new Flags(state, branch, cache, registries, actor, output, dryRun, config, signingKey, file, webhook);
    }

    /** The same, for another. */
    public Flags withWebhook(@Nullable String url) {
        return url == null
                ? this
                : new Flags(
                        state,
                        branch,
                        cache,
                        registries,
                        actor,
                        output,
                        dryRun,
                        config,
                        signingKey,
                        allowedSigners,
                        url);
    }
}
