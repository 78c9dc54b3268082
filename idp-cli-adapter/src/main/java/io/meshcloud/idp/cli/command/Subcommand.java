package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.Surroundings;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has at hand: the surroundings of the run, its settings and its console. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private @Nullable Settings settings;

    final CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command");
    }

    final Surroundings surroundings() {
        return root().surroundings();
    }

    final Settings settings() {
        if (settings == null) {
            settings = SettingsReader.read(root().options().flags(), surroundings());
        }
        return settings;
    }

    final Console console() {
        return new Console(surroundings(), settings().output());
    }

    /** A refusal of the command line itself, with the way to its help. */
    final IdpException usage(String what) {
        return Problem.of(
                        ProblemCode.USAGE,
                        what,
                        "",
                        "`" + spec().qualifiedName() + " --help` shows what it takes")
                .asException();
    }

    private IdpCommand root() {
        return (IdpCommand) spec().root().userObject();
    }
}
