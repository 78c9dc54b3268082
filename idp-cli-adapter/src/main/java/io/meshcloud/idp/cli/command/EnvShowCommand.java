package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.EnvironmentText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.wire.Views;
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
        var details = Views.of(services().catalog().show(environment));
        return console().result(() -> EnvironmentText.show(details), details);
    }
}
