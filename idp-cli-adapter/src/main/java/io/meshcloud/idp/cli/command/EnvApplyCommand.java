// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.file.InputFile;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.environment.ApplyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces an environment's file. */
@Command(name = "apply", description = "Replace an environment's app-env.yaml with a file, byte for byte.")
final class EnvApplyCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The new app-env.yaml; - reads standard input.")
    private String file = "";

    @Option(
            names = "--drop-release",
            description = "Remove release.yaml in the same commit, if the file changes to another image repository.")
    private boolean dropRelease;

    @Option(
            names = "--force",
            description = {
                "Accept an address that ends in the name of another kind of environment, even if",
                "that kind is released by hand."
            })
    private boolean force;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var bytes = InputFile.read(file, context());
        return answer(
                core().environments()
                        .apply(new ApplyRequest(environment, bytes, dropRelease, force, change.context(settings()))),
                "applied",
                InputOrigin.file(file)::show);
    }
}
