// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.cli.output.Printable;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line from its words to its exit code. */
public final class Program {
    private final CliContext context;
    private final IdpCommand root;
    private final CommandLine commandLine;

    private Program(CliContext context) {
        this.context = context;
        this.root = new IdpCommand(context);
        this.commandLine = new CommandLine(root)
                .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        context.terminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
                .setExecutionStrategy(Program::runAndEnd)
                .setParameterExceptionHandler((exception, words) -> misused(exception))
                .setExecutionExceptionHandler((exception, line, result) -> failed(exception));
        root.flags().addTo(commandLine);
    }

    /**
     * Runs the program.
     *
     * @return the exit code
     */
    public static int run(CliContext context, List<String> words) {
        var program = new Program(context);
        try {
            var lost = EncodingCheck.in(words, context);
            if (lost.isPresent()) {
                return program.report(lost.get(), lost.get().asException());
            }
            return program.commandLine.execute(words.toArray(String[]::new));
        } catch (LinkageError | StackOverflowError e) {
            return program.failed(e);
        }
    }

    /** The commands and their options, for the reference. */
    static CommandSpec model(CliContext context) {
        return new Program(context).commandLine.getCommandSpec();
    }

    private static int runAndEnd(ParseResult words) {
        try {
            return new CommandLine.RunLast().execute(words);
        } finally {
            for (var line : words.asCommandLineList()) {
                if (line.getCommand() instanceof Subcommand command) {
                    command.end();
                }
            }
        }
    }

    private int failed(Throwable failure) {
        return report(failure instanceof IdpException expected ? expected.problem() : defect(failure), failure);
    }

    private static Problem defect(Throwable failure) {
        return Problem.of(
                ProblemCode.INTERNAL,
                "unexpected failure (" + failure.getClass().getSimpleName() + ")",
                "",
                "run the same command with --debug and report the trace; `idp history` shows whether something was"
                        + " written");
    }

    private int misused(ParameterException exception) {
        var line = exception.getCommandLine();
        var mistyped = mistyped(exception);
        var message = Printable.of(String.valueOf(exception.getMessage()));
        // The missing option may be there, misspelt, and picocli reports only one of the two.
        var what = mistyped.isEmpty() || exception instanceof UnmatchedArgumentException
                ? message
                : "Unknown option: " + Quoted.of(mistyped.get()) + "; " + message;
        return report(
                Problem.of(
                        ProblemCode.USAGE,
                        what,
                        "",
                        mistyped.map(word -> suggestion(word, line.getCommandSpec()))
                                        .orElse("") + subcommands(line.getCommandSpec()) + "`"
                                + line.getCommandSpec().qualifiedName()
                                + " --help` shows the usage"),
                exception);
    }

    /** The commands of a group such as {@code env}; those of the whole program are too many for one line. */
    private static String subcommands(CommandSpec spec) {
        return spec.parent() == null || spec.subcommands().isEmpty()
                ? ""
                : "the commands are " + String.join(", ", spec.subcommands().keySet()) + "; ";
    }

    private static Optional<String> mistyped(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().stream().findFirst();
        }
        return exception.getCommandLine().getParseResult().unmatched().stream()
                .filter(word -> word.startsWith("-"))
                .findFirst();
    }

    private static String suggestion(String word, CommandSpec spec) {
        var known = new TreeSet<>(spec.optionsMap().keySet());
        known.addAll(spec.subcommands().keySet());
        return Suggestions.closest(word, known)
                .map(close -> "did you mean " + Quoted.of(close) + "? ")
                .orElse("");
    }

    private int report(Problem problem, Throwable cause) {
        new Console(context, format()).problem(problem);
        if (SettingsReader.isSet(AllSettings.DEBUG, root.flags().typed(), context)) {
            cause.printStackTrace(context.err());
        }
        return ExitCodes.of(problem.kind());
    }

    /** A problem is printed in the requested format, even if the settings themselves are refused. */
    private OutputFormat format() {
        var flags = root.flags().typed();
        try {
            return SettingsReader.read(flags, context).get(AllSettings.OUTPUT);
        } catch (IdpException e) {
            return SettingsReader.likelyOutput(flags, context);
        }
    }
}
