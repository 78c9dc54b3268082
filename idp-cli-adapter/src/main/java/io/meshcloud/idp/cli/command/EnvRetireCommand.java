// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes an environment from the state repository. */
@Command(name = "retire", description = "Remove an environment's files; its history stays in Git.")
final class EnvRetireCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        return answer(core().registryProvisioning().retire(environment, change.context(settings())), "retired");
    }
}
