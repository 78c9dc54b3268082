// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.environment.Assignment;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes fields that the team owns. */
@Command(
        name = "set",
        description = "Change fields that the team owns: runtime.*, ingress.*, config.*, release.track.",
        footer = {
            "",
            "Example:",
            "  idp env set likvid/hello-api/dev runtime.scaling.replicas=3 \\",
            "    config.env.LOG_LEVEL=debug config.env.OLD-"
        })
final class EnvSetCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FIELD=VALUE",
            description = "A field and its new value; FIELD- removes the field.")
    private List<String> assignments = new ArrayList<>();

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var changes = assignments.stream().map(Assignment::parse).toList();
        return answer(core().configuration().set(environment, changes, change.context(settings())), "changed");
    }
}
