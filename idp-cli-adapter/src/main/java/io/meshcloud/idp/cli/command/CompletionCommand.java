// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints the script by which a shell completes this program's commands and flags. */
@Command(
        name = "completion",
        description = "Print the completion script for bash and zsh.",
        footer = {"", "Load it with:  source <(idp completion)"})
final class CompletionCommand extends Subcommand {
    @Override
    public Integer call() {
        var root = spec().root();
        plainConsole().raw(AutoComplete.bash(root.name(), root.commandLine()));
        return ExitCodes.DONE;
    }
}
