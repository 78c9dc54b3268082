package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.model.Quantity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an environment's place at its registry is to be. */
final class PlaceOptions {
    @Option(
            names = "--immutable-tags",
            negatable = true,
            description = {
                "Whether a tag may never be moved or deleted once it is pushed;",
                "else only where the platform releases by hand (prod)."
            })
    private @Nullable Boolean immutableTags;

    @Option(
            names = "--quota",
            paramLabel = "QUANTITY",
            converter = Converters.ByteCount.class,
            description = "The most that its project may store, for example 20Gi; else as it is.")
    private @Nullable Quantity quota;

    @Nullable
    Boolean immutableTags() {
        return immutableTags;
    }

    @Nullable
    Quantity quota() {
        return quota;
    }
}
