package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ProblemView;

/** Problems in words, laid out for a terminal. */
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
        field(text, "what", problem.what());
        field(text, "where", problem.where());
        for (var finding : problem.findings()) {
            text.append("  - ").append(EnvironmentText.line(finding)).append('\n');
        }
        field(text, "fix", problem.fix());
        field(text, "more", "docs/errors/" + problem.code() + ".md");
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("  %-6s ", name + ":"))
                    .append(Printable.of(value))
                    .append('\n');
        }
    }
}
