// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.file.TemporaryFolder;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.git.config.GitConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The folder of the local copies of state repositories: the one that the settings name, else the user's usual one,
 * else, for a user without a home to write to, a temporary one.
 *
 * @param folder the folder
 * @param note what the user should know about it
 */
public record StateCache(Path folder, Optional<String> note) {
    /** The folder for the facts that looks have read from registries, next to the local copies. */
    Path registries() {
        return folder.resolveSibling("registries");
    }

    /** The folder for the read models of state repositories, next to the local copies. */
    Path readModels() {
        return folder.resolveSibling("read-models");
    }

    /** The folder for a run with these settings. */
    public static StateCache of(Settings settings, CliContext context) {
        return settings.find(AllSettings.CACHE)
                .map(chosen -> new StateCache(chosen.resolve("state"), Optional.empty()))
                .orElseGet(() -> usual(GitConfig.usualCacheFolder(context.environment()), TemporaryFolder::ofThisUser));
    }

    static StateCache usual(Path usual, Supplier<Path> temporary) {
        if (isUsable(usual)) {
            return new StateCache(usual, Optional.empty());
        }
        var folder = temporary.get().resolve("state");
        return new StateCache(
                folder,
                Optional.of("this user cannot write to " + usual + "; the cache is in " + folder
                        + "; set IDP_CACHE to choose a folder that lasts"));
    }

    private static boolean isUsable(Path folder) {
        var existing = folder;
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }
}
