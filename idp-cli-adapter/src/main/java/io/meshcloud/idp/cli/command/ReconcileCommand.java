package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ReconcileText;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.core.writer.Sleeper;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at the registries and releases what is new, once or again and again. */
@Command(
        name = "reconcile",
        description = "Release what is newest wherever the deploy mode is auto: the poll that finds every push.",
        footer = {
            "",
            "With --once the exit code is 0 when everything could be looked at, whatever came of it, and 6 when",
            "Git or a registry could not be asked, and 3 when platform.yaml is broken. Without it such a look is told,",
            "and the next one follows. Automation is on where platform.yaml says deployOnPush: true."
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
        if (!once) {
            new ReconcileLoop(console, context().clock(), () -> Views.of(look(console)), Sleeper.ofThread())
                    .run(Duration.ofSeconds(interval));
            return ExitCodes.DONE;
        }
        var result = look(console);
        var view = Views.of(result);
        ReconcileLoop.warnings(view).forEach(console::warning);
        console.result(() -> ReconcileText.of(view), view);
        return result.worked() ? ExitCodes.DONE : ExitCodes.of(ProblemKind.UNAVAILABLE);
    }

    private Reconciled look(Console console) {
        var result = services()
                .reconcile()
                .reconcile(
                        settings().get(AllSettings.DRY_RUN),
                        (done, all) -> console.progress("looked at " + done + " of " + all));
        console.progress("");
        return result;
    }
}
