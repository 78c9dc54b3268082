// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.model.Quantity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of an environment's project at its registry. */
final class PlaceOptions {
    @Option(
            names = "--immutable-tags",
            negatable = true,
            description = {
                "Whether a pushed tag can never be moved or deleted.",
                "Default: only where the platform releases by hand (prod)."
            })
    private @Nullable Boolean immutableTags;

    @Option(
            names = "--quota",
            paramLabel = "QUANTITY",
            converter = Converters.ByteCount.class,
            description = "Limit on the storage of its project, for example 20Gi. Default: unchanged.")
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
