// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ErrorPage;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The help of a command, as {@code idp help COMMAND}, or the page of an error, as {@code idp help IDP-2004}. */
@Command(name = "help", description = "Explain the program, one of its commands, or the code of an error.")
final class HelpTopicCommand extends Subcommand {
    @Parameters(
            paramLabel = "TOPIC",
            arity = "0..*",
            description = "A command, for example env create, or a code, for example IDP-2004.")
    private List<String> topic = new ArrayList<>();

    @Override
    public Integer call() {
        var code = code();
        if (code.isPresent()) {
            plainConsole().raw(ErrorPage.of(code.get()));
            return ExitCodes.DONE;
        }
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

    private Optional<ProblemCode> code() {
        return topic.size() == 1
                ? Arrays.stream(ProblemCode.values())
                        .filter(code -> code.toString().equalsIgnoreCase(topic.get(0)))
                        .findFirst()
                : Optional.empty();
    }

    private IdpException unknown(String word, CommandLine group) {
        var known = new TreeSet<>(group.getSubcommands().keySet());
        if (topic.size() == 1) {
            Arrays.stream(ProblemCode.values()).map(ProblemCode::toString).forEach(known::add);
        }
        return Problem.of(
                        ProblemCode.USAGE,
                        "there is no command " + (topic.size() == 1 ? "and no error code " : "")
                                + Quoted.of(String.join(" ", topic)),
                        "",
                        Suggestions.closest(word, known)
                                        .map(close -> "did you mean " + Quoted.of(close) + "? ")
                                        .orElse("")
                                + "`" + group.getCommandSpec().qualifiedName() + " --help` lists the commands")
                .asException();
    }
}
