package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Turns the parser's complaint into words that help: what stands there, and the usual ways to mend it. */
final class SyntaxFinding {
    private static final String LOOK_AROUND =
            "look at the indentation, the quotes and the colons here and in the line before";

    private SyntaxFinding() {}

    static Finding of(Location location, MarkedYAMLException complaint, String text) {
        var what = new StringBuilder("the file stops being YAML here: ").append(complaint.getProblem());
        if (complaint.getContext() != null) {
            what.append(", ").append(complaint.getContext());
            if (complaint.getContextMark() != null) {
                what.append(" that began in line ")
                        .append(complaint.getContextMark().getLine() + 1);
            }
        }
        return finding(
                location,
                what.toString(),
                fix(character(text, complaint.getContextMark()), character(text, complaint.getProblemMark())));
    }

    /** For a complaint that names no place of its own. */
    static Finding unmarked(Location location, YAMLException complaint) {
        return finding(location, "the file stops being YAML here: " + complaint.getMessage(), LOOK_AROUND);
    }

    private static Finding finding(Location location, String what, String fix) {
        return Finding.error(ProblemCode.NOT_YAML, location, "", shown(what), fix);
    }

    /** The parser repeats what it found, which may be anything. */
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

    private static String fix(int begun, int found) {
        if (begun == '[' || begun == '{') {
            return "close the bracket, or put a comma between its parts";
        }
        return switch (found) {
            case -1 -> "something is left open before the end of the file: look for a missing quote or bracket";
            case '\t' -> "indent with spaces; YAML has no tabs there";
            case '@', '`', '%', '|', '>', '*', '&', '!' ->
                "put a text that starts with " + Quoted.of(Character.toString(found)) + " in quotes";
            case ':' -> "put a text that holds a colon and a space in quotes";
            default -> LOOK_AROUND;
        };
    }
}
