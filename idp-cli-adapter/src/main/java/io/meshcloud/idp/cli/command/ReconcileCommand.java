// SPDX-License-Identifier: Apache-2.0

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

/** Polls the registries and releases the newest images, once or repeatedly. */
@Command(
        name = "reconcile",
        description = "Poll the registries and release the newest image wherever the deploy mode is auto.",
        footer = {
            "",
            "With --once the exit code is 0 when every environment could be checked, 6 when Git or a registry",
            "could not be asked, and 3 when platform.yaml is broken. Without --once a failed poll is reported",
            "and the next one follows. Automation needs deployOnPush: true in platform.yaml."
        })
final class ReconcileCommand extends Subcommand {
    @Option(names = "--once", description = "Poll once and exit. Default: poll until stopped.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "60",
            converter = Converters.PositiveNumber.class,
            description = "The pause between two polls. Default: ${DEFAULT-VALUE}.")
    private int interval;

    @Override
    public Integer call() {
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
        var result = core().reconciliation()
                .reconcile(
                        settings().get(AllSettings.DRY_RUN),
                        (done, all) -> console.progress("checked " + done + " of " + all));
        console.progress("");
        return result;
    }
}
