// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.reference;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The pages of {@code docs/reference} that are generated from this module's code. */
final class Reference {
    static final String HEADER = """
            <!-- Generated from the code of idp-contract. To change this page, change the code and run the tests of the
                 module with -Dreference.update=true. -->

            """;

    private Reference() {}

    static String trailers() {
        var text = new StringBuilder(HEADER)
                .append("# Trailers\n\n")
                .append("Each commit of the platform ends with trailers, one a line, such as `")
                .append(TrailerKey.ENVIRONMENT)
                .append(": likvid/hello-api/dev`.\n")
                .append("History and `idp verify` read the trailers. `git interpret-trailers --parse` reads them, too."
                        + " A trailer whose\n")
                .append("value is unknown or empty is omitted. The names never change.\n\n")
                .append("| trailer | meaning |\n|---|---|\n");
        for (var key : TrailerKey.values()) {
            text.append(row("`" + key + "`", key.description()));
        }
        text.append("\n## Actions\n\nThe words of `")
                .append(TrailerKey.ACTION)
                .append("`.\n\n| action | a commit with this action |\n|---|---|\n");
        for (var action : Action.ofCommits()) {
            text.append(row("`" + action.word() + "`", action.description()));
        }
        return text.toString();
    }

    static String errors() {
        var text = new StringBuilder(HEADER)
                .append("# Error codes\n\n")
                .append("Every refusal and every failure has one of these codes. A code never changes its meaning and"
                        + " is never reused.\n")
                .append("The name is the constant of `ProblemCode` in Java. The page of a code says what happened, why,"
                        + " and what to do.\n")
                .append("[The list of all pages](../errors/README.md) has the exit codes of the command line.\n\n")
                .append("| code | meaning | kind | trying again helps | name |\n|---|---|---|---|---|\n");
        for (var code : ProblemCode.values()) {
            text.append(row(
                    "[" + code + "](../errors/" + code + ".md)",
                    code.title(),
                    code.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    code.mayPass() ? "yes" : "no",
                    "`" + code.name() + "`"));
        }
        return text.toString();
    }

    /** A row of a table, with the cells' own bars escaped. */
    static String row(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
