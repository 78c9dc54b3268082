package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.EnvironmentText;
import io.meshcloud.idp.core.wire.Views;
import picocli.CommandLine.Command;

/** Lists the environments and what runs in them. */
@Command(name = "list", description = "List the environments and what runs in them.")
final class EnvListCommand extends Subcommand {
    @Override
    public Integer call() {
        var environments = services().catalog().list().stream().map(Views::of).toList();
        return console().result(() -> EnvironmentText.list(environments), environments);
    }
}
