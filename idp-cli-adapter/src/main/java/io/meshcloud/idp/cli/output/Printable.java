// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Quoted;

/**
 * Text from elsewhere (a commit, a file, another library's message that repeats what was typed) made safe for a
 * terminal: what could move the cursor or hide text is escaped.
 */
public final class Printable {
    private Printable() {}

    /** One line. */
    public static String of(String text) {
        var safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Quoted.isHarmless(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(String.format("\\u%04x", point));
            }
        });
        return safe.toString();
    }
}
