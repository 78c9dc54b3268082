// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.text.Ascii;

/** The notations of numbers and dates in plain scalars of YAML 1.1 and 1.2. */
final class NumberNotations {
    private static final int YEAR_DIGITS = 4;
    private static final int MAX_DIGITS = 2;

    private NumberNotations() {}

    /** A whole number without leading zeros, perhaps negative. */
    static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        return digits(text, start) == text.length() && isPlain(text, start, text.length());
    }

    /** A number with a decimal point, perhaps negative, with a digit on at least one side of the point. */
    static boolean isDecimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = digits(text, start);
        return isAt(text, point, '.')
                && digits(text, point + 1) == text.length()
                && (point == start ? text.length() > point + 1 : isPlain(text, start, point));
    }

    /** Whether there are digits, and the first is a zero only if it is the only one. */
    private static boolean isPlain(String text, int start, int end) {
        return end > start && (text.charAt(start) != '0' || end == start + 1);
    }

    /**
     * Whether any version of YAML reads the text as a number.
     *
     * @param text without underscores, which some versions ignore
     */
    static boolean isOfAnyVersion(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int end = digits(text, start);
        boolean some = end > start;
        if (end == text.length()) {
            return some;
        }
        return switch (text.charAt(end)) {
            case 'x', 'X', 'o', 'O', 'b', 'B' ->
                text.startsWith("0", start)
                        && end == start + 1
                        && Ascii.skip(text, end + 1, Ascii::isHex) == text.length();
            case '.' -> isFraction(text, end + 1) || (!some && isWord(text, start));
            case 'e', 'E' -> some && isExponent(text, end);
            case ':' -> some && isBase60(text, end);
            default -> false;
        };
    }

    private static boolean isFraction(String text, int at) {
        int end = digits(text, at);
        return end == text.length() || isExponent(text, end);
    }

    private static boolean isExponent(String text, int at) {
        if (!isAt(text, at, 'e') && !isAt(text, at, 'E')) {
            return false;
        }
        int start = isAt(text, at + 1, '-') || isAt(text, at + 1, '+') ? at + 2 : at + 1;
        return start < text.length() && digits(text, start) == text.length();
    }

    /** Infinity, or, without a sign, not a number. */
    private static boolean isWord(String text, int start) {
        return switch (text.substring(start)) {
            case ".inf", ".Inf", ".INF" -> true;
            case ".nan", ".NaN", ".NAN" -> start == 0;
            default -> false;
        };
    }

    /** The parts after the first of a number in base 60, such as {@code :30:15.5}. */
    private static boolean isBase60(String text, int from) {
        int at = from;
        while (isAt(text, at, ':')) {
            int end = digits(text, at + 1);
            int count = end - at - 1;
            if (count < 1 || count > MAX_DIGITS || (count == MAX_DIGITS && text.charAt(at + 1) > '5')) {
                return false;
            }
            at = end;
        }
        return at == text.length() || (isAt(text, at, '.') && digits(text, at + 1) == text.length());
    }

    /** A date, perhaps with a time; a text that begins like a date with a time counts, too. */
    static boolean isDate(String text) {
        int month = YEAR_DIGITS + 1;
        if (digits(text, 0) != YEAR_DIGITS || !isAt(text, YEAR_DIGITS, '-')) {
            return false;
        }
        int monthEnd = shortNumber(text, month);
        int dayEnd = isAt(text, monthEnd, '-') ? shortNumber(text, monthEnd + 1) : -1;
        if (monthEnd < 0 || dayEnd < 0 || dayEnd == text.length()) {
            return dayEnd > 0;
        }
        int hour = isAt(text, dayEnd, 'T') || isAt(text, dayEnd, 't')
                ? dayEnd + 1
                : Ascii.skip(text, dayEnd, c -> c == ' ' || c == '\t');
        int hourEnd = hour == dayEnd ? -1 : shortNumber(text, hour);
        return hourEnd > 0 && (hourEnd == text.length() || isAt(text, hourEnd, ':'));
    }

    /** The end of a number of one or two digits; -1 if there is none. */
    private static int shortNumber(String text, int at) {
        int end = digits(text, at);
        return end > at && end - at <= MAX_DIGITS ? end : -1;
    }

    private static int digits(String text, int from) {
        return Ascii.skip(text, from, Ascii::isDigit);
    }

    private static boolean isAt(String text, int at, char c) {
        return at >= 0 && at < text.length() && text.charAt(at) == c;
    }
}
