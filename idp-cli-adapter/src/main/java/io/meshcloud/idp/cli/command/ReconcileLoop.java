package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ReconcileText;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.writer.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks again and again, and tells each look with its time. A look that fails does not end it: Git comes back, and a broken
 * {@code platform.yaml} is mended by somebody.
 */
final class ReconcileLoop {
    private final Console console;
    private final Clock clock;
    private final Supplier<ReconcileResult> look;
    private final Sleeper sleeper;
    private List<WarningView> told = List.of();

    ReconcileLoop(Console console, Clock clock, Supplier<ReconcileResult> look, Sleeper sleeper) {
        this.console = Objects.requireNonNull(console, "console");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.look = Objects.requireNonNull(look, "look");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
    }

    /**
     * Until the thread is interrupted.
     *
     * @throws IdpException if the settings of the run cannot be used, or on a defect
     */
    void run(Duration pause) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                tell(look.get());
            } catch (IdpException e) {
                var kind = e.problem().code().kind();
                if (kind == ProblemKind.USAGE || kind == ProblemKind.INTERNAL) {
                    throw e;
                }
                console.at(clock.instant()).problem(e.problem());
            }
            sleeper.sleep(pause);
        }
    }

    private void tell(ReconcileResult result) {
        var timed = console.at(clock.instant());
        var warnings = warnings(result);
        warnings.stream().filter(warning -> !told.contains(warning)).forEach(timed::warning);
        told = warnings;
        timed.result(() -> ReconcileText.of(result), result);
    }

    /** The warnings of all environments: beside those of others each has to say whose it is. */
    static List<WarningView> warnings(ReconcileResult result) {
        return result.environments().stream().flatMap(ReconcileLoop::warnings).toList();
    }

    private static Stream<WarningView> warnings(ReconciledEnvironmentView it) {
        return it.release() == null
                ? Stream.empty()
                : it.release().warnings().stream()
                        .map(warning -> new WarningView(
                                warning.what(),
                                it.address() + (warning.where().isEmpty() ? "" : ": " + warning.where()),
                                warning.fix()));
    }
}
