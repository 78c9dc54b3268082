// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates the missing parts of an environment's registry side. */
@Command(
        name = "provision",
        description = "Create the missing parts of an environment's registry side, at a Harbor.",
        footer = {
            "",
            "It creates the project, a robot account that pushes and one that pulls, the rule for",
            "immutable tags, and the webhook. Existing parts stay as they are."
        })
final class EnvProvisionCommand extends RegistryPlaceCommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(names = "--force", description = "Accept a public project also for a kind that is released by hand.")
    private boolean force;

    @Override
    boolean acceptsPublic() {
        return force;
    }

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        refuseDryRun();
        var options = options();
        return make(writer -> core().registryProvisioning().provision(environment, options, caller(), writer));
    }
}
