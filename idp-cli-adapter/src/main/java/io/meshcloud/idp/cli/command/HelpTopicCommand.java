package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The same as a command's {@code --help}, asked for the way that Git and others answer, too. */
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
                throw usage("there is no command " + Quoted.of(String.join(" ", topic)));
            }
            line = next;
        }
        plainConsole().raw(line.getUsageMessage(line.getColorScheme()));
        return ExitCodes.DONE;
    }
}
