package io.meshcloud.idp.contract.yaml.node;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a scalar is, as far as YAML 1.1, YAML 1.2 and the readers of both agree. Where they do not, the file is refused:
 * the contract, Helm and a person must never read three different things.
 *
 * <p>Source: YAML 1.1 types ({@code bool}, {@code int}, {@code float}, {@code timestamp}), YAML 1.2.2 section 10.3, and
 * the reader that Helm uses.
 */
public enum ScalarKind {
    /** Text: every quoted scalar, and a plain one that no version takes for anything else. */
    STRING,
    /** A whole number in plain decimal digits, perhaps negative. */
    INTEGER,
    /** A number with a decimal point, without exponent. */
    DECIMAL,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** Nothing, {@code null} or {@code ~}. */
    NULL,
    /** Read differently by different versions. */
    AMBIGUOUS;

    private static final Pattern PLAIN_INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]*|-?\\.[0-9]+");
    private static final Set<String> NULLS = Set.of("", "null", "Null", "NULL", "~");
    private static final Set<String> WORDS = Set.of(
            "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "True", "TRUE", "False", "FALSE", "on", "On",
            "ON", "off", "Off", "OFF", "=", "<<");
    private static final Pattern AMBIGUOUS_NUMBER = Pattern.compile(
            "[-+]?[0-9][0-9_]*" // signs, zeros, underscores
                    + "|[-+]?0[xXoObB][0-9A-Fa-f_]+"
                    + "|[-+]?([0-9][0-9_]*)?\\.[0-9_]*([eE][-+]?[0-9]+)?"
                    + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
                    + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?" // base 60
                    + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern DATE =
            Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \\t]+)[0-9]{1,2}(:.*)?)?");

    /** What a plain scalar of this text is. */
    public static ScalarKind ofPlain(String text) {
        if (text.equals("true") || text.equals("false")) {
            return BOOLEAN;
        }
        if (NULLS.contains(text)) {
            return NULL;
        }
        if (PLAIN_INTEGER.matcher(text).matches()) {
            return INTEGER;
        }
        if (PLAIN_DECIMAL.matcher(text).matches()) {
            return DECIMAL;
        }
        boolean ambiguous =
                WORDS.contains(text) || isNumberLike(text) || DATE.matcher(text).matches();
        return ambiguous ? AMBIGUOUS : STRING;
    }

    private static boolean isNumberLike(String text) {
        return AMBIGUOUS_NUMBER.matcher(text).matches() && text.chars().anyMatch(Character::isLetterOrDigit);
    }
}
