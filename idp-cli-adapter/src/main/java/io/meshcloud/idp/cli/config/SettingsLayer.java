package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What one source says of the settings; whatever it does not mention is left to the source below. */
public record SettingsLayer(
        @Nullable String state,
        @Nullable String branch,
        @Nullable Path cache,
        Registries registries,
        @Nullable String actor,
        @Nullable Committer committer,
        Signing signing,
        @Nullable String webhook,
        @Nullable OutputFormat output,
        @Nullable Boolean dryRun) {
    /** A source that says nothing. */
    public static final SettingsLayer NOTHING =
            new SettingsLayer(null, null, null, Registries.NONE, null, null, Signing.NONE, null, null, null);

    /** This source's word where it has one, else the other's. */
    public SettingsLayer over(SettingsLayer lower) {
        return new SettingsLayer(
                either(state, lower.state),
                either(branch, lower.branch),
                either(cache, lower.cache),
                registries.over(lower.registries),
                either(actor, lower.actor),
                either(committer, lower.committer),
                signing.over(lower.signing),
                either(webhook, lower.webhook),
                either(output, lower.output),
                either(dryRun, lower.dryRun));
    }

    /** The settings, with defaults for whatever no source mentions. */
    public Settings settings(String defaultActor) {
        return new Settings(
                state,
                branch,
                cache,
                registries,
                actor == null ? defaultActor : actor,
                committer,
                signing,
                webhook,
                output == null ? OutputFormat.TEXT : output,
                dryRun != null && dryRun);
    }

    private static <T> @Nullable T either(@Nullable T upper, @Nullable T lower) {
        return upper == null ? lower : upper;
    }
}
