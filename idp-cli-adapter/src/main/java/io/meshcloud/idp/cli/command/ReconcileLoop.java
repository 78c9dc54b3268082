// SPDX-License-Identifier: Apache-2.0

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
 * Polls again and again and prints each result with its time. A failed poll does not end the loop: Git may become
 * available, and a broken {@code platform.yaml} may be fixed.
 */
final class ReconcileLoop {
    private final Console console;
    private final Clock clock;
    private final Supplier<ReconcileResult> look;
    private final Sleeper sleeper;
    private List<WarningView> shown = List.of();

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
                show(look.get());
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

    private void show(ReconcileResult result) {
        var timed = console.at(clock.instant());
        var warnings = warnings(result);
        warnings.stream().filter(warning -> !shown.contains(warning)).forEach(timed::warning);
        shown = warnings;
        timed.result(() -> ReconcileText.of(result), result);
    }

    /** The warnings of all environments, each with its address. */
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
