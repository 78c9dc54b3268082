package io.meshcloud.idp.contract.yaml.node;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a text is when it stands without quotes: the one table of reader, writer and editor. Where YAML 1.1, YAML 1.2
 * and Helm do not agree on a text, the reader refuses it and nobody writes it plain: the contract, Helm and a person
 * must never read three different things.
 *
 * <p>Source: YAML 1.1 types ({@code bool}, {@code int}, {@code float}, {@code timestamp}), YAML 1.2.2 section 10.3, and
 * the reader that Helm uses, which drops every underscore from what begins like a number.
 */
public final class PlainScalars {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]*|-?\\.[0-9]+");
    private static final Set<String> NULLS = Set.of("", "null", "Null", "NULL", "~");

    /** In lower case; some reader takes one spelling or other for a boolean, for nothing, or for a sign of its own. */
    private static final Set<String> WORDS =
            Set.of("y", "yes", "n", "no", "true", "false", "on", "off", "null", "=", "<<");

    /** In lower case; harmless in YAML, and a number wherever a value is read once more. */
    private static final Set<String> NUMBER_WORDS = Set.of("nan", "inf", "infinity");

    /** Without underscores. The possessive group is no matter of speed: any other recurses for every part. */
    private static final Pattern NUMBER_LIKE = Pattern.compile(
            "[-+]?[0-9]+" // signs and zeros
                    + "|[-+]?0[xXoObB][0-9A-Fa-f]*"
                    + "|[-+]?[0-9]*\\.[0-9]*([eE][-+]?[0-9]+)?"
                    + "|[-+]?[0-9]+[eE][-+]?[0-9]+"
                    + "|[-+]?[0-9]+(?::[0-5]?[0-9])++(\\.[0-9]*)?" // base 60
                    + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final Pattern DATE =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \\t]+)[0-9]{1,2}(:.*)?)?");

    /** Letters that occur in no spelling of a number, a time or a special word of any YAML version. */
    private static final Pattern UNMISTAKABLE_LETTER = Pattern.compile("[ghjklmqrsuvwyGHJKLMQRSUVWY]");

    private static final String INNER_PUNCTUATION = "_-./@+";

    private PlainScalars() {}

    /** What every reader takes this text for. */
    public static ScalarKind kind(String text) {
        if (isBoolean(text)) {
            return ScalarKind.BOOLEAN;
        }
        if (NULLS.contains(text)) {
            return ScalarKind.NULL;
        }
        if (INTEGER.matcher(text).matches()) {
            return ScalarKind.INTEGER;
        }
        if (DECIMAL.matcher(text).matches()) {
            return ScalarKind.DECIMAL;
        }
        boolean ambiguous = WORDS.contains(text.toLowerCase(Locale.ROOT))
                || isNumberLike(text)
                || DATE.matcher(text).matches();
        return ambiguous ? ScalarKind.AMBIGUOUS : ScalarKind.STRING;
    }

    /**
     * Whether the text may be written without quotes and is read as this very string. A text that is refused here may
     * still be harmless; quoting it costs two characters, misreading it a deployment.
     *
     * @param inFlow whether it stands within braces or brackets, where a colon means more
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

    /** Whether the text is a number in the spelling that the contract writes: digits on both sides of a point. */
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
        boolean begun = isDigit(first) || first == '+' || first == '-' || first == '.';
        boolean telling = text.chars().anyMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        return begun && telling && NUMBER_LIKE.matcher(text.replace("_", "")).matches();
    }

    private static boolean isUnmistakable(char first, String text) {
        return isDigit(first) && UNMISTAKABLE_LETTER.matcher(text).find();
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
