// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

/**
 * Foreign text in a message: in single quotes, shortened, and with all characters escaped that could move the cursor,
 * hide text or break a line. Input that a message repeats must not be able to manipulate a terminal.
 */
public final class Quoted {
    private static final int LIMIT = 80;
    private static final int SENTENCE_LIMIT = 300;

    private Quoted() {}

    public static String of(String text) {
        return of(text, LIMIT);
    }

    /** Quotes a server's message to people, which may be longer than a name. */
    public static String sentence(String text) {
        return of(text, SENTENCE_LIMIT);
    }

    /** Quotes a path of this machine without shortening it, so that its user can find it. */
    public static String whole(Object path) {
        return of(path.toString(), Integer.MAX_VALUE);
    }

    private static String of(String text, int limit) {
        var shown = new StringBuilder("'");
        int count = 0;
        for (int i = 0; i < text.length(); count++) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (count == limit) {
                return shown.append("…' (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            if (isHarmless(point) && !looksLikeSpace(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(String.format("\\u%04x", point));
            }
        }
        return shown.append('\'').toString();
    }

    /** Whether the text has a character that is neither a space of any kind nor a line break. */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(point -> !Character.isWhitespace(point) && !Character.isSpaceChar(point));
    }

    /** Whether the text has a no-break or similar space, which {@link #of} shows escaped. */
    public static boolean hasUnusualSpace(String text) {
        return text.codePoints().anyMatch(Quoted::looksLikeSpace);
    }

    /** A character that looks like an ordinary space, such as a no-break space. */
    private static boolean looksLikeSpace(int point) {
        return point != ' ' && Character.isSpaceChar(point);
    }

    /** Whether a character can be shown, and stored in a commit message, without escaping. */
    public static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            // Letters and marks that Unicode defines to be invisible, such as the Hangul fillers.
            default ->
                switch (point) {
                    case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> false;
                    default -> point < 0x180B || point > 0x180F;
                };
        };
    }
}
