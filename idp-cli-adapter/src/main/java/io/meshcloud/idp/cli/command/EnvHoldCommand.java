// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keeps automation from deploying to an environment. */
@Command(
        name = "hold",
        description = {"Keep automation from deploying to an environment; people still may.", "--reason is required."})
final class EnvHoldCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        if (change.reason() == null) {
            throw usage("a hold needs a reason; add --reason TEXT");
        }
        var environment = EnvironmentAddress.parse(address);
        return answer(core().holds().hold(environment, change.context(settings())), "held");
    }
}
