package io.meshcloud.idp.cli.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings as they were typed, before any rule looked at them. */
public record Flags(
        @Nullable String state,
        @Nullable String branch,
        @Nullable String cache,
        List<String> registries,
        @Nullable String actor,
        @Nullable String output,
        @Nullable Boolean dryRun,
        @Nullable String config) {
    public Flags {
        registries = List.copyOf(registries);
    }
}
