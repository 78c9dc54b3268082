package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes what is missing of an environment's registry side. */
@Command(
        name = "provision",
        description = "Make what is missing of an environment's place at its registry, a Harbor.",
        footer = {
            "",
            "It makes the project, a robot account that pushes and one that pulls, the rule for",
            "immutable tags, and the webhook. What is there already is left as it is."
        })
final class EnvProvisionCommand extends RegistryPlaceCommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        refuseDryRun();
        var options = options();
        return make(writer -> services().registryProvisioning().provision(environment, options, caller(), writer));
    }
}
