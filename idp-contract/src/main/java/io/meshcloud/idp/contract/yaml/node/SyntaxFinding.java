// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Turns a syntax error of the parser into a finding with the usual ways to fix it. */
final class SyntaxFinding {
    private static final String CHECK_NEARBY =
            "check the indentation, the quotes and the colons here and in the line before";

    private SyntaxFinding() {}

    /**
     * @param location the position of the error
     * @param text the whole file
     */
    static Finding of(Location location, MarkedYAMLException error, String text) {
        return SyntaxHint.find(location, text)
                .map(hint -> finding(hint.location(), hint.what(), hint.fix()))
                .orElseGet(() -> ofParser(location, error, text));
    }

    private static Finding ofParser(Location location, MarkedYAMLException error, String text) {
        var what = new StringBuilder("this is not valid YAML: ").append(error.getProblem());
        if (error.getContext() != null) {
            what.append(", ").append(error.getContext());
            if (error.getContextMark() != null) {
                what.append(" that began in line ")
                        .append(error.getContextMark().getLine() + 1);
            }
        }
        return finding(
                location,
                what.toString(),
                fix(character(text, error.getContextMark()), character(text, error.getProblemMark())));
    }

    /** The finding of an error without a position. */
    static Finding unmarked(Location location, YAMLException error) {
        return finding(location, "this is not valid YAML: " + error.getMessage(), CHECK_NEARBY);
    }

    private static Finding finding(Location location, String what, String fix) {
        return Finding.error(ProblemCode.NOT_YAML, location, "", shown(what), fix);
    }

    /** The parser's message repeats parts of the file, which may contain any character. */
    private static String shown(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .forEach(point -> shown.append(
                        Quoted.isHarmless(point) ? Character.toString(point) : String.format("\\u%04x", point)));
        return shown.toString();
    }

    /** The character at a mark; -1 at the end of the file. */
    private static int character(String text, @Nullable Mark mark) {
        return mark == null || mark.getIndex() >= text.codePointCount(0, text.length())
                ? -1
                : text.codePointAt(text.offsetByCodePoints(0, mark.getIndex()));
    }

    private static String fix(int contextCharacter, int problemCharacter) {
        if (contextCharacter == '[' || contextCharacter == '{') {
            return "close the bracket, or put a comma between its parts";
        }
        return switch (problemCharacter) {
            case -1 -> "a quote or bracket is not closed before the end of the file";
            case '\t' -> "indent with spaces; YAML does not allow tabs here";
            case '@', '`', '%', '|', '>', '*', '&', '!' ->
                "put a text that starts with " + Quoted.of(Character.toString(problemCharacter)) + " in quotes";
            case ':' -> "put a text that contains a colon and a space in quotes";
            default -> CHECK_NEARBY;
        };
    }
}
