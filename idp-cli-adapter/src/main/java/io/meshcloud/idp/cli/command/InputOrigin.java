// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the bytes of a new environment file come from. The core reports findings at their place in the state
 * repository, where a refused file does not exist; this class moves them to the input that the user gave.
 */
final class InputOrigin {
    private final UnaryOperator<Finding> moving;

    private InputOrigin(UnaryOperator<Finding> moving) {
        this.moving = moving;
    }

    /** A file as a flag names it, {@code -} for standard input. */
    static InputOrigin file(String name) {
        var shown = name.equals("-") ? "standard input" : name;
        return new InputOrigin(finding -> at(
                finding,
                new Location(
                        shown, finding.location().line(), finding.location().column())));
    }

    /** Flags: findings have no line number, because there is no file. */
    static InputOrigin flags() {
        return new InputOrigin(finding -> at(
                finding,
                Location.of(EnvironmentOptions.flagOf(finding.pointer())
                        .map(flag -> flag + " (from flags)")
                        .orElse("(from flags)"))));
    }

    /** The problem with places in the input instead of in the state repository; other places stay. */
    Problem show(Problem problem) {
        return problem.findings().stream()
                .filter(InputOrigin::isOfTheInput)
                .flatMap(finding -> whereOf(problem, finding).stream())
                .findFirst()
                .map(where -> new Problem(
                        problem.code(),
                        problem.what(),
                        where.toString(),
                        problem.fix(),
                        problem.findings().stream()
                                .map(finding -> isOfTheInput(finding) ? moving.apply(finding) : finding)
                                .toList()))
                .orElse(problem);
    }

    /** The place in the input that the problem means: that of its one finding, or the whole file. */
    private Optional<Location> whereOf(Problem problem, Finding finding) {
        if (problem.where().equals(finding.location().toString())) {
            return Optional.of(moving.apply(finding).location());
        }
        var file = Location.of(finding.location().file());
        return problem.where().equals(file.toString())
                ? Optional.of(moving.apply(at(finding, file, "")).location())
                : Optional.empty();
    }

    /**
     * A finding about an entry that is not a regular file is about the state repository, because the input was read
     * before.
     */
    private static boolean isOfTheInput(Finding finding) {
        var file = finding.location().file();
        return file.endsWith("/" + Layout.APP_ENVIRONMENT_FILE) && finding.code() != ProblemCode.NOT_A_REGULAR_FILE;
    }

    private static Finding at(Finding finding, Location location) {
        return at(finding, location, finding.pointer());
    }

    private static Finding at(Finding finding, Location location, String pointer) {
        return new Finding(finding.code(), finding.severity(), location, pointer, finding.what(), finding.fix());
    }
}
