// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.text;

import java.util.function.IntPredicate;

/**
 * Classes of ASCII characters, and scans of texts that consist of them. The grammars of names, digests and numbers are
 * checked with these scans and not with {@code java.util.regex}: its time and its stack can grow with the text, and the
 * text may come from a registry, a Git server or a team.
 */
public final class Ascii {
    private Ascii() {}

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    public static boolean isLowerCase(int c) {
        return c >= 'a' && c <= 'z';
    }

    public static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    public static boolean isLetter(int c) {
        return isLowerCase(c) || isUpperCase(c);
    }

    public static boolean isLetterOrDigit(int c) {
        return isLetter(c) || isDigit(c);
    }

    public static boolean isLowerCaseOrDigit(int c) {
        return isLowerCase(c) || isDigit(c);
    }

    /** A hexadecimal digit in lower case, as in digests and commit ids. */
    public static boolean isLowerCaseHex(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f');
    }

    /** A hexadecimal digit in either case. */
    public static boolean isHex(int c) {
        return isLowerCaseHex(c) || (c >= 'A' && c <= 'F');
    }

    /** Whether the text has a character, and all its characters are of this class. */
    public static boolean consistsOf(String text, IntPredicate allowed) {
        return !text.isEmpty() && skip(text, 0, allowed) == text.length();
    }

    /** Whether the text starts with a character of the first class, and all others are of the second. */
    public static boolean consistsOf(String text, IntPredicate first, IntPredicate others) {
        return !text.isEmpty() && first.test(text.charAt(0)) && skip(text, 1, others) == text.length();
    }

    /** The position of the first character at or after {@code from} that is not of this class. */
    public static int skip(String text, int from, IntPredicate allowed) {
        int at = from;
        while (at < text.length() && allowed.test(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Lower-case letters and digits, with single hyphens between them. */
    public static boolean isHyphenated(String text) {
        boolean afterHyphen = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '-' ? afterHyphen : !isLowerCaseOrDigit(c)) {
                return false;
            }
            afterHyphen = c == '-';
        }
        return !afterHyphen;
    }
}
