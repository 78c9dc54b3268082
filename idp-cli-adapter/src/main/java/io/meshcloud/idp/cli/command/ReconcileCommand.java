// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ReconcileText;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.automation.Reconciled;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
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
            "and the next one follows. Ctrl-C or SIGTERM ends a poll: it begins no other release, waits for those",
            "that are being written, and prints its result. Automation needs deployOnPush: true in platform.yaml."
        })
final class ReconcileCommand extends Subcommand {
    @Option(names = "--once", description = "Poll once and exit. Default: poll until stopped.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "60",
            converter = Converters.PositiveNumber.class,
            description = "The time from the start of a poll to the start of the next. After a poll that takes longer,"
                    + " the next one follows within a second. Default: ${DEFAULT-VALUE}.")
    private int interval;

    @Override
    public Integer call() {
        var console = console();
        var signal = StopSignal.ofProcess();
        try {
            return once ? once(console) : loop(console);
        } finally {
            signal.close();
        }
    }

    private int loop(Console console) {
        new ReconcileLoop(console, context().clock(), () -> views().of(look(console)), ReconcileCommand::pause)
                .run(Duration.ofSeconds(interval));
        return ExitCodes.DONE;
    }

    /** An interrupt ends the pause. */
    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int once(Console console) {
        var result = look(console);
        var view = views().of(result);
        ReconcileLoop.warnings(view).forEach(console::warning);
        console.result(() -> ReconcileText.of(view), view);
        return result.worked() ? ExitCodes.DONE : ExitCodes.of(ProblemKind.UNAVAILABLE);
    }

    private Reconciled look(Console console) {
        var result = core().reconciliation().reconcile(settings().get(AllSettings.DRY_RUN), new ProgressLine(console));
        console.progress("");
        return result;
    }

    /** What a poll has done, and what it waits for. */
    private static final class ProgressLine implements ReconcileService.Progress {
        private final Console console;
        private String done = "";

        private ProgressLine(Console console) {
            this.console = console;
        }

        @Override
        public void looked(int begun, int all) {
            done = "checked " + begun + " of " + all;
            console.progress(done);
        }

        @Override
        public void waits(SortedMap<String, Integer> registries, int releases) {
            console.progress(ReconcileText.waiting(done, registries, releases));
        }
    }
}
