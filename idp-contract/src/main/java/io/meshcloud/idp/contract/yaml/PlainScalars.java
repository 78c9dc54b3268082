package io.meshcloud.idp.contract.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which texts every reader takes for the same when they stand without quotes: YAML 1.1, YAML 1.2 and Helm. A text that
 * is refused here may still be harmless; quoting it costs two characters, misreading it a deployment.
 */
final class PlainScalars {
    /** Words that some reader takes for a boolean, for nothing, or for a number. */
    private static final Set<String> SPECIAL_WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity");

    /** Letters that occur in no spelling of a number, a time or a special word of any YAML version. */
    private static final Pattern HOLDS_UNMISTAKABLE_LETTER = Pattern.compile("[ghjklmqrsuvwyGHJKLMQRSUVWY]");

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
    private static final String INNER_PUNCTUATION = "_-./@+";

    private PlainScalars() {}

    /**
     * Whether the text, without quotes, is this very string.
     *
     * @param inFlow whether it stands within braces or brackets, where a colon means more
     */
    static boolean isString(String text, boolean inFlow) {
        if (text.isEmpty() || SPECIAL_WORDS.contains(text.toLowerCase(Locale.ROOT))) {
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

    /** Whether the text, without quotes, is this very number, in the only spelling that the contract knows. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static boolean isUnmistakable(char first, String text) {
        return isDigit(first) && HOLDS_UNMISTAKABLE_LETTER.matcher(text).find();
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
