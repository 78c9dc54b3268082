// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.credential.CredentialWriter;
import io.meshcloud.idp.cli.file.InputFile;
import io.meshcloud.idp.cli.output.CliContext;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of new robot accounts: how long they are valid, and which files get their secrets. */
final class AccountOptions {
    @Option(
            names = "--valid-days",
            paramLabel = "DAYS",
            converter = Converters.PositiveNumber.class,
            description = "How long the accounts are valid. Default: without end.")
    private @Nullable Integer validDays;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = {
                "Write users and secrets to this new file as shell variables",
                "instead of showing them. Only its owner may read it."
            })
    private @Nullable String variables;

    @Option(
            names = "--pull-secret",
            paramLabel = "FILE",
            description = {"Write the pull account to this new file, as a Kubernetes", "Secret for `kubectl apply -f`."
            })
    private @Nullable String pullSecret;

    @Nullable
    Duration validity() {
        return validDays == null ? null : Duration.ofDays(validDays);
    }

    /** Creates the files. */
    CredentialWriter open(CliContext context) {
        return CredentialWriter.open(path(variables, context), path(pullSecret, context));
    }

    private static @Nullable Path path(@Nullable String name, CliContext context) {
        return name == null ? null : InputFile.path(name, context);
    }
}
