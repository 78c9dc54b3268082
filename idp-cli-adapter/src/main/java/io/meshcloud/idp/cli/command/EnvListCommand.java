// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.EnvironmentText;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.core.wire.Views;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the environments and what runs in them. */
@Command(name = "list", description = "List the environments and what runs in them.")
final class EnvListCommand extends Subcommand {
    @Override
    public Integer call() {
        var environments =
                core().catalog().list(reader()).stream().map(Views::of).toList();
        var console = console();
        services()
                .seen()
                .flatMap(core().platform()::broken)
                .ifPresent(broken -> console.note("warning: " + broken.where() + ": "
                        + broken.what() + "; the last readable settings apply to the layout; "
                        + broken.fix()));
        services().seen().map(seen -> core().catalog().unread(reader(), seen)).orElse(List.of()).stream()
                .forEach(warning -> console.note("warning: " + warning + "; " + warning.fix()));
        int code = console.result(() -> EnvironmentText.list(environments), environments);
        environments.stream()
                .filter(environment -> environment.state() == EnvironmentSummaryView.State.BROKEN)
                .forEach(environment -> console.note("note: " + environment.address() + " is broken; `idp env show "
                        + environment.address() + "` shows why"));
        return code;
    }
}
