// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.text;

/** The notations of times. {@code java.time} checks whether the day and the hour exist. */
public final class Times {
    private static final String TO_MINUTES = "0000-00-00T00:00";
    private static final String TO_SECONDS = TO_MINUTES + ":00";
    private static final int MAX_FRACTION = 9;

    private Times() {}

    /** Date and time with a zone offset, by RFC 3339 in upper case, with at most nine digits of a second. */
    public static boolean isRfc3339(String text) {
        if (!hasForm(text, 0, TO_SECONDS)) {
            return false;
        }
        int at = TO_SECONDS.length();
        if (text.startsWith(".", at)) {
            int end = Ascii.skip(text, at + 1, Ascii::isDigit);
            int digits = end - at - 1;
            if (digits < 1 || digits > MAX_FRACTION) {
                return false;
            }
            at = end;
        }
        return isForm(text, at, "Z") || isForm(text, at, "+00:00") || isForm(text, at, "-00:00");
    }

    /** Date and time without a zone, to the minute or the second. */
    public static boolean isLocal(String text) {
        return isForm(text, 0, TO_MINUTES) || isForm(text, 0, TO_SECONDS);
    }

    /** Whether the text has this form to its end; {@code 0} in the form is any digit. */
    private static boolean isForm(String text, int from, String form) {
        return text.length() == from + form.length() && hasForm(text, from, form);
    }

    private static boolean hasForm(String text, int from, String form) {
        if (text.length() < from + form.length()) {
            return false;
        }
        for (int i = 0; i < form.length(); i++) {
            char expected = form.charAt(i);
            char c = text.charAt(from + i);
            if (expected == '0' ? !Ascii.isDigit(c) : c != expected) {
                return false;
            }
        }
        return true;
    }
}
