package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ReconcileText;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.core.writer.Sleeper;
import java.time.Duration;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at the registries and releases what is new, once or again and again. */
@Command(
        name = "reconcile",
        description = "Release what is newest wherever the deploy mode is auto: the poll that finds every push.",
        footer = {
            "",
            "With --once the exit code is 0 when everything could be looked at, whatever came of it, and 6 when",
            "Git or a registry could not be asked. Automation is on where platform.yaml says deployOnPush: true."
        })
final class ReconcileCommand extends Subcommand {
    @Option(names = "--once", description = "Look once and end; else again and again until it is stopped.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "The pause between two looks; ${DEFAULT-VALUE} if not given.")
    private int interval;

    @Override
    public Integer call() {
        if (interval < 1) {
            throw usage("--interval wants 1 or more");
        }
        var console = console();
        if (once) {
            var result = look(console);
            return result.failure().map(problem -> ExitCodes.of(problem.kind())).orElse(ExitCodes.DONE);
        }
        var sleeper = Sleeper.ofThread();
        while (!Thread.currentThread().isInterrupted()) {
            look(console);
            sleeper.sleep(Duration.ofSeconds(interval));
        }
        return ExitCodes.DONE;
    }

    private Reconciled look(Console console) {
        var result = services()
                .reconcile()
                .reconcile(settings().dryRun(), (done, all) -> console.progress("looked at " + done + " of " + all));
        console.progress("");
        var view = Views.of(result);
        view.environments().stream()
                .flatMap(ReconcileCommand::warnings)
                .forEach(console::warning);
        console.result(() -> ReconcileText.of(view), view);
        return result;
    }

    /** Beside those of others a warning has to say whose it is. */
    private static Stream<WarningView> warnings(ReconciledEnvironmentView it) {
        return it.release() == null
                ? Stream.empty()
                : it.release().warnings().stream()
                        .map(warning -> new WarningView(
                                warning.what(),
                                it.address()
                                        + (warning.where().isEmpty() ? "" : ": " + warning.where()),
                                warning.fix()));
    }
}
