// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.cli.output.ReconcileText;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.contract.wire.ReconcileResult;
import io.meshcloud.idp.contract.wire.ReconciledEnvironmentView;
import io.meshcloud.idp.contract.wire.WarningView;
import io.meshcloud.idp.core.writer.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Polls again and again, at a fixed interval from start to start, and prints each result with its time. A failed poll does not end the loop: Git may become
 * available, and a broken {@code platform.yaml} may be fixed. The text output begins with what the loop does, and
 * prints once what is the same in each poll; the JSON output has everything in each line.
 */
final class ReconcileLoop {
    /** The pause after a poll that took longer than the interval, so that a slow registry gets a rest. */
    static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    private final Console console;
    private final Clock clock;
    private final Supplier<ReconcileResult> look;
    private final Sleeper sleeper;
    private List<WarningView> shown = List.of();
    private @Nullable ReconcileResult previous;
    private @Nullable Problem failure;

    ReconcileLoop(Console console, Clock clock, Supplier<ReconcileResult> look, Sleeper sleeper) {
        this.console = Objects.requireNonNull(console, "console");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.look = Objects.requireNonNull(look, "look");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
    }

    /**
     * Until the thread is interrupted.
     *
     * @param interval from the start of a poll to the start of the next
     * @throws IdpException if the settings of the run cannot be used, or on a defect
     */
    void run(Duration interval) {
        if (console.format() == OutputFormat.TEXT) {
            console.at(clock.instant())
                    .note("polling the registries of all environments in mode auto every " + interval.toSeconds()
                            + " seconds, until stopped");
        }
        while (!Thread.currentThread().isInterrupted()) {
            var start = clock.instant();
            try {
                show(look.get());
            } catch (IdpException e) {
                var kind = e.problem().code().kind();
                if (kind == ProblemKind.USAGE || kind == ProblemKind.INTERNAL) {
                    throw e;
                }
                show(e.problem());
            }
            sleeper.sleep(pause(interval, Duration.between(start, clock.instant())));
        }
    }

    /**
     * The pause after a poll.
     *
     * @param took negative if the clock was set back meanwhile
     */
    private static Duration pause(Duration interval, Duration took) {
        var rest = took.isNegative() ? interval : interval.minus(took);
        return rest.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : rest;
    }

    private void show(Problem problem) {
        boolean isSame = failure != null
                && failure.code() == problem.code()
                && failure.what().equals(problem.what())
                && failure.where().equals(problem.where());
        if (!isSame || console.format() == OutputFormat.JSON) {
            console.at(clock.instant()).problem(problem);
        }
        failure = problem;
    }

    private void show(ReconcileResult result) {
        var timed = console.at(Instant.parse(result.at()));
        var warnings = warnings(result);
        warnings.stream().filter(warning -> !shown.contains(warning)).forEach(timed::warning);
        shown = warnings;
        timed.result(() -> ReconcileText.since(result, previous), result);
        previous = result;
        failure = null;
    }

    /** The warnings about files that were not read, and those of all environments, each with its address. */
    static List<WarningView> warnings(ReconcileResult result) {
        return Stream.concat(
                        result.unread().stream(), result.environments().stream().flatMap(ReconcileLoop::warnings))
                .toList();
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
