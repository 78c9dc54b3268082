// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.Printable;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import java.util.Optional;

/**
 * Refuses text that Java could not decode in the locale of the session, such as {@code LC_ALL=C}, and that contains
 * replacement characters: a mangled reason would be committed, or a folder with a wrong name created.
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

    /** Checks PWD instead of Java's name of the current folder, in which question marks replace lost characters. */
    private static boolean counts(String variable) {
        return variable.startsWith("IDP_") || variable.equals("PWD");
    }

    private static String quoted(String text) {
        return "'" + Printable.of(text.replace(REPLACEMENT, "?")) + "'";
    }

    private static Problem lost(String what) {
        return Problem.of(
                ProblemCode.USAGE,
                what + " contains characters that this locale cannot encode",
                "",
                "set LC_ALL=C.UTF-8 for this command, or another locale with UTF-8");
    }
}
