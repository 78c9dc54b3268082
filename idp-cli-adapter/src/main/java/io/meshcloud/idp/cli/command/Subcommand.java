// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.config.SettingsReader;
import io.meshcloud.idp.cli.output.ChangeText;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.cli.output.RegistryText;
import io.meshcloud.idp.cli.wiring.Services;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.wire.RegistryResult;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command, with the context of the run, its settings, the core's services and its console. */
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private @Nullable Settings settings;
    private @Nullable Services services;

    final CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command");
    }

    final CliContext context() {
        return root().context();
    }

    final Settings settings() {
        if (settings == null) {
            settings = SettingsReader.read(flags(), context());
        }
        return settings;
    }

    /** The flags of settings that were typed. */
    final Flags flags() {
        return root().flags().typed();
    }

    /** The services of the core, see {@link #services()}. */
    final IdpCore core() {
        return services().core();
    }

    /** The platform, which may read everything. Reading needs no actor. */
    static Caller reader() {
        return Caller.platform(new Actor(Trigger.CLI.observedBy()));
    }

    final Services services() {
        if (services == null) {
            services = Services.start(settings(), context());
        }
        return services;
    }

    /** Ends the run: flushes the result first, then lets background work finish. */
    final void end() {
        if (services != null) {
            context().out().flush();
            services.close();
        }
    }

    final Console console() {
        return new Console(context(), settings().get(AllSettings.OUTPUT));
    }

    /** What converts the answers to records. */
    final Views views() {
        return new Views(
                context().clock(), settings().find(AllSettings.COMMIT_LINK).orElse(null));
    }

    /** The console for a result that is the same in every format. It works with broken settings, too. */
    final Console plainConsole() {
        return new Console(context(), OutputFormat.TEXT);
    }

    /**
     * Prints the outcome of a change.
     *
     * @param done what the command does, in the past tense
     * @return the exit code
     */
    final int answer(ChangeOutcome outcome, String done) {
        return answer(outcome, done, UnaryOperator.identity());
    }

    /**
     * Prints the outcome of a change.
     *
     * @param done what the command does, in the past tense
     * @param shown how a refusal is shown to the user
     * @return the exit code
     */
    final int answer(ChangeOutcome outcome, String done, UnaryOperator<Problem> shown) {
        return answer(outcome, done, shown, null);
    }

    /**
     * Prints the outcome of a change in the state repository and at the registry.
     *
     * @param done what the command does, in the past tense
     * @param shown how a refusal is shown to the user
     * @param registry what was done at the registry; shown even if the change was refused
     * @return the exit code
     */
    final int answer(
            ChangeOutcome outcome, String done, UnaryOperator<Problem> shown, @Nullable RegistryResult registry) {
        var console = console();
        var answer = outcome instanceof ChangeOutcome.Rejected it
                ? new ChangeOutcome.Rejected(it.subject(), shown.apply(it.problem()), it.warnings())
                : outcome;
        // Without the registry: its secrets belong to standard output only.
        var change = views().of(answer);
        var result = change.with(registry);
        result.warnings().forEach(console::warning);
        remarkOnSettings(console);
        return answer.match(
                changed -> console.result(() -> ChangeText.of(result, done), result),
                unchanged -> console.result(() -> ChangeText.of(result, done), result),
                rejected -> {
                    if (registry != null) {
                        console.result(() -> RegistryText.done(registry), result);
                    }
                    console.refusal(rejected.problem(), change);
                    return ExitCodes.of(rejected.problem().kind());
                },
                planned -> console.result(() -> ChangeText.of(result, done), result));
    }

    /** Warns if platform.yaml is missing and the defaults apply. */
    void remarkOnSettings(Console console) {
        services()
                .seen()
                .filter(snapshot -> core().platform().read(snapshot).isAbsent())
                .ifPresent(snapshot -> console.warning(new WarningView(
                        "no " + PlatformView.PATH + ": the defaults apply", "", "`idp init` writes it")));
    }

    /** Prints why nothing was released. */
    final int refuse(Problem problem, ReleaseResult release) {
        console().refusal(problem, release);
        return ExitCodes.of(problem.kind());
    }

    /** A usage error that points to the command's help. */
    final IdpException usage(String what) {
        return Problem.of(ProblemCode.USAGE, what, "", "`" + spec().qualifiedName() + " --help` shows the usage")
                .asException();
    }

    private IdpCommand root() {
        return (IdpCommand) spec().root().userObject();
    }
}
