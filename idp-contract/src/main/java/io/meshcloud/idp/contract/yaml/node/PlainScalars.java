// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import java.util.Locale;
import java.util.Set;

/**
 * The type of an unquoted scalar, shared by reader, writer and editor. If YAML 1.1, YAML 1.2 and Helm disagree on a
 * text, the reader rejects it, and writer and editor quote it: the contract, Helm and people must all read the same
 * value.
 *
 * <p>Source: YAML 1.1 types ({@code bool}, {@code int}, {@code float}, {@code timestamp}), YAML 1.2.2 section 10.3, and
 * the YAML reader of Helm, which removes underscores from texts that begin like a number.
 */
public final class PlainScalars {
    private static final Set<String> NULLS = Set.of("", "null", "Null", "NULL", "~");

    /** In lower case. Some readers read one of their spellings as a boolean, as null or as a special sign. */
    private static final Set<String> WORDS =
            Set.of("y", "yes", "n", "no", "true", "false", "on", "off", "null", "=", "<<");

    /** In lower case. Strings in YAML, but numbers if a program parses the value again. */
    private static final Set<String> NUMBER_WORDS = Set.of("nan", "inf", "infinity");

    /** Letters that occur in no number, time or special word of any YAML version. */
    private static final String UNMISTAKABLE_LETTERS = "ghjklmqrsuvwyGHJKLMQRSUVWY";

    private static final String INNER_PUNCTUATION = "_-./@+";

    private PlainScalars() {}

    /** The type that all readers give this text. */
    public static ScalarKind kind(String text) {
        if (isBoolean(text)) {
            return ScalarKind.BOOLEAN;
        }
        if (NULLS.contains(text)) {
            return ScalarKind.NULL;
        }
        if (NumberNotations.isInteger(text)) {
            return ScalarKind.INTEGER;
        }
        if (NumberNotations.isDecimal(text)) {
            return ScalarKind.DECIMAL;
        }
        boolean ambiguous =
                WORDS.contains(text.toLowerCase(Locale.ROOT)) || isNumberLike(text) || NumberNotations.isDate(text);
        return ambiguous ? ScalarKind.AMBIGUOUS : ScalarKind.STRING;
    }

    /**
     * Whether the text may be written without quotes and all readers read it as this string. In an uncertain case the
     * answer is no: quotes cost two characters, a misread value costs a deployment.
     *
     * @param inFlow whether it is inside braces or brackets, where a colon has a special meaning
     */
    public static boolean isString(String text, boolean inFlow) {
        if (kind(text) != ScalarKind.STRING || NUMBER_WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        char first = text.charAt(0);
        if (!isLetter(first) && first != '_' && first != '/' && !isUnmistakable(first, text)) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!isSafeInside(text, i, inFlow)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is a number as the contract writes it, with digits on both sides of a decimal point. */
    public static boolean isNumber(String text) {
        var kind = kind(text);
        return (kind == ScalarKind.INTEGER || kind == ScalarKind.DECIMAL)
                && isDigit(text.charAt(text.startsWith("-") ? 1 : 0))
                && isDigit(text.charAt(text.length() - 1));
    }

    public static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static boolean isNumberLike(String text) {
        char first = text.charAt(0);
        boolean beginsLikeNumber = isDigit(first) || first == '+' || first == '-' || first == '.';
        boolean hasLetterOrDigit = text.chars().anyMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        return beginsLikeNumber && hasLetterOrDigit && NumberNotations.isOfAnyVersion(text.replace("_", ""));
    }

    private static boolean isUnmistakable(char first, String text) {
        return isDigit(first) && text.chars().anyMatch(c -> UNMISTAKABLE_LETTERS.indexOf(c) >= 0);
    }

    private static boolean isSafeInside(String text, int index, boolean inFlow) {
        char c = text.charAt(index);
        if (isLetter(c) || isDigit(c) || INNER_PUNCTUATION.indexOf(c) >= 0) {
            return true;
        }
        boolean last = index == text.length() - 1;
        return switch (c) {
            case ' ' -> !last && text.charAt(index - 1) != ' ';
            case ':' -> !last && !inFlow && text.charAt(index + 1) != ' ';
            default -> false;
        };
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
