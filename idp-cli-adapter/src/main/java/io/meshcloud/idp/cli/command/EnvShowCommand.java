// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.EnvironmentText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.environment.ImagePresence;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one environment with its file. */
@Command(name = "show", description = "Show an environment, what runs in it, and its app-env.yaml.")
final class EnvShowCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var found = core().catalog().show(reader(), environment);
        var presence = core().catalog().presence(found);
        var console = console();
        presence.flatMap(EnvShowCommand::warning).ifPresent(console::warning);
        var details = views().of(found, presence);
        return console.result(() -> EnvironmentText.show(details), details);
    }

    static Optional<WarningView> warning(ImagePresence presence) {
        return presence.match(
                Optional::empty,
                () -> Optional.of(new WarningView(
                        "the running image is gone from the registry: running containers continue, but no other node"
                                + " can start it",
                        "",
                        "push it again, or release another image")),
                problem -> Optional.of(new WarningView(
                        "it is unknown whether the registry still has the running image: " + problem.what(),
                        problem.where(),
                        problem.fix())));
    }
}
