package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;

/** Problems and findings in words, laid out for a terminal. */
public final class ProblemText {
    private ProblemText() {}

    /** {@code file:line:column: IDP-nnnn: what; fix}, the form that editors and pipelines pick up. */
    public static String line(Finding finding) {
        return finding.location() + ": " + (finding.isError() ? "" : "warning ") + finding.code() + ": "
                + finding.what() + (finding.fix().isEmpty() ? "" : "; " + finding.fix());
    }

    static String of(Problem problem, String heading) {
        var text = new StringBuilder();
        text.append(heading)
                .append(' ')
                .append(problem.code())
                .append(": ")
                .append(problem.code().title())
                .append('\n');
        field(text, "what", problem.what());
        field(text, "where", problem.where());
        for (var finding : problem.findings()) {
            text.append("  - ").append(line(finding)).append('\n');
        }
        field(text, "fix", problem.fix());
        field(text, "more", ProblemRecord.page(problem.code()));
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("  %-6s %s%n", name + ":", value));
        }
    }
}
