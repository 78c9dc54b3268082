// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import com.google.re2j.Pattern;
import java.util.List;

/** A command line as a person types it into a shell. */
final class CommandWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,+-]+");
    private static final int WIDTH = 100;

    private CommandWords() {}

    static String typed(List<String> words) {
        var text = new StringBuilder("idp");
        int column = text.length();
        for (var word : words) {
            var quoted = quoted(word);
            if (column + 1 + quoted.length() > WIDTH) {
                text.append(" \\\n     ");
                column = 5;
            }
            text.append(' ').append(quoted);
            column += 1 + quoted.length();
        }
        return text.toString();
    }

    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
