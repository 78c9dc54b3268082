package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.Printable;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import java.util.Optional;

/**
 * Text that Java could not read in the character set of its context, such as {@code LC_ALL=C}, arrives as
 * replacement characters. It is refused: otherwise a mangled reason would be committed, or a folder be made beside the
 * one that was meant.
 */
final class EncodingCheck {
    private static final String REPLACEMENT = "\ufffd";

    private EncodingCheck() {}

    static Optional<Problem> in(List<String> words, CliContext context) {
        for (var word : words) {
            if (word.contains(REPLACEMENT)) {
                return Optional.of(lost("the word " + quoted(word)));
            }
        }
        for (var variable : context.environment().entrySet()) {
            if (counts(variable.getKey()) && variable.getValue().contains(REPLACEMENT)) {
                return Optional.of(lost("the variable " + variable.getKey()));
            }
        }
        return Optional.empty();
    }

    /** Java's own name of the current folder shows question marks instead, which a name may well have. */
    private static boolean counts(String variable) {
        return variable.startsWith("IDP_") || variable.equals("PWD");
    }

    private static String quoted(String text) {
        return "'" + Printable.of(text.replace(REPLACEMENT, "?")) + "'";
    }

    private static Problem lost(String what) {
        return Problem.of(
                ProblemCode.USAGE,
                what + " holds characters that the character set of this session has not got",
                "",
                "set LC_ALL=C.UTF-8 for this command, or another locale with UTF-8");
    }
}
