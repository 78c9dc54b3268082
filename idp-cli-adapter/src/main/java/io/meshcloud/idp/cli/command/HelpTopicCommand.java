// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The help of a command, as {@code idp help COMMAND}. */
@Command(name = "help", description = "Explain the program or one of its commands.")
final class HelpTopicCommand extends Subcommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command, for example env create.")
    private List<String> topic = new ArrayList<>();

    @Override
    public Integer call() {
        var line = spec().root().commandLine();
        for (var word : topic) {
            var next = line.getSubcommands().get(word);
            if (next == null) {
                throw unknown(word, line);
            }
            line = next;
        }
        plainConsole().raw(line.getUsageMessage(line.getColorScheme()));
        return ExitCodes.DONE;
    }

    private IdpException unknown(String word, CommandLine group) {
        return Problem.of(
                        ProblemCode.USAGE,
                        "there is no command " + Quoted.of(String.join(" ", topic)),
                        "",
                        Suggestions.closest(word, group.getSubcommands().keySet())
                                        .map(close -> "did you mean " + Quoted.of(close) + "? ")
                                        .orElse("")
                                + "`" + group.getCommandSpec().qualifiedName() + " --help` lists the commands")
                .asException();
    }
}
