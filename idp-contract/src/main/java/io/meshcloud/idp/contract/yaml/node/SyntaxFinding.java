package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Turns the parser's complaint into words that help: what stands there, and the usual ways to mend it. */
final class SyntaxFinding {
    private SyntaxFinding() {}

    static Finding of(Location location, MarkedYAMLException complaint, String text) {
        int index = complaint.getProblemMark() == null
                ? -1
                : complaint.getProblemMark().getIndex();
        var what = new StringBuilder("the file stops being YAML here: ").append(complaint.getProblem());
        if (complaint.getContext() != null) {
            what.append(", ").append(complaint.getContext());
            if (complaint.getContextMark() != null) {
                what.append(" that began in line ")
                        .append(complaint.getContextMark().getLine() + 1);
            }
        }
        return Finding.error(ProblemCode.NOT_YAML, location, "", what.toString().replace('\n', ' '), fix(text, index));
    }

    private static String fix(String text, int index) {
        if (index < 0 || index >= text.codePointCount(0, text.length())) {
            return "something is left open before the end of the file: look for a missing quote or bracket";
        }
        int point = text.codePointAt(text.offsetByCodePoints(0, index));
        return switch (point) {
            case '\t' -> "indent with spaces; YAML has no tabs there";
            case '@', '`', '%', '|', '>', '*', '&', '!' ->
                "put a text that starts with " + Quoted.of(Character.toString(point)) + " in quotes";
            case ':' -> "put a text that holds a colon and a space in quotes";
            default -> "look at the indentation, the quotes and the colons here and in the line before";
        };
    }
}
