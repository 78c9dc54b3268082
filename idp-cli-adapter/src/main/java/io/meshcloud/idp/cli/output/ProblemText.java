// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.FindingView;
import io.meshcloud.idp.contract.wire.ProblemView;
import java.util.function.Function;

/** Problems as text for a terminal. */
final class ProblemText {
    private ProblemText() {}

    static String of(ProblemView problem, String heading) {
        var text = new StringBuilder();
        text.append(heading)
                .append(' ')
                .append(problem.code())
                .append(": ")
                .append(problem.title())
                .append('\n');
        boolean several = problem.findings().size() > 1;
        field(text, "what", several ? summary(problem) : problem.what());
        if (!several || !isOneOf(problem.where(), problem, FindingView::where)) {
            field(text, "where", problem.where());
        }
        for (var finding : problem.findings()) {
            text.append("  - ").append(EnvironmentText.line(finding)).append('\n');
        }
        field(
                text,
                "fix",
                several && isOneOf(problem.fix(), problem, FindingView::fix)
                        ? "fix all of them; each finding says how"
                        : problem.fix());
        field(text, "more", ErrorPage.command(problem.code()));
        return text.toString();
    }

    /** What happened, without the finding that the problem repeats: the list of findings contains it. */
    private static String summary(ProblemView problem) {
        return problem.findings().stream()
                .map(finding -> ": " + finding.what())
                .filter(problem.what()::endsWith)
                .findFirst()
                .map(tail -> problem.what().substring(0, problem.what().length() - tail.length()))
                .orElse(problem.what());
    }

    private static boolean isOneOf(String text, ProblemView problem, Function<FindingView, String> part) {
        return problem.findings().stream().map(part).anyMatch(text::equals);
    }

    private static void field(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("  %-6s ", name + ":"))
                    .append(Printable.of(value))
                    .append('\n');
        }
    }
}
