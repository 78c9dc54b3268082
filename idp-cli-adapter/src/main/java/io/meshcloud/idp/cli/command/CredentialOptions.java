package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.credential.CredentialDesk;
import io.meshcloud.idp.cli.file.InputFile;
import io.meshcloud.idp.cli.output.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the secrets of new robot accounts go; else they are shown, once. */
final class CredentialOptions {
    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = {
                "Write users and secrets of new accounts to this new file, as lines that",
                "a shell can read, instead of showing them. Only its owner may read it."
            })
    private @Nullable String variables;

    @Option(
            names = "--pull-secret",
            paramLabel = "FILE",
            description =
                    "Write the account that pulls to this new file, as a Kubernetes Secret for `kubectl apply -f`.")
    private @Nullable String pullSecret;

    boolean areGiven() {
        return variables != null || pullSecret != null;
    }

    CredentialDesk open(Surroundings surroundings) {
        return CredentialDesk.open(path(variables, surroundings), path(pullSecret, surroundings));
    }

    private static @Nullable Path path(@Nullable String name, Surroundings surroundings) {
        return name == null ? null : InputFile.path(name, surroundings);
    }
}
