// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.Quoted;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options of a signer, joined by commas: {@code cert-authority}, {@code namespaces="..."},
 * {@code valid-after="..."}, {@code valid-before="..."}, in upper or lower case. A time without {@code Z} is in the
 * local zone, in standard time.
 *
 * @param namespaces patterns; absent for all
 */
record SignerOptions(
        boolean certAuthority,
        @Nullable String namespaces,
        @Nullable Instant validAfter,
        @Nullable Instant validBefore) {
    static final SignerOptions NONE = new SignerOptions(false, null, null, null);

    /**
     * @throws IllegalArgumentException with the reason
     */
    static SignerOptions parse(String text) {
        return new Parser(text).parse();
    }

    boolean isValidAt(Instant time) {
        return (validAfter == null || !time.isBefore(validAfter))
                && (validBefore == null || !time.isAfter(validBefore));
    }

    private static final class Parser {
        private final String text;
        private int at;
        private boolean certAuthority;
        private @Nullable String namespaces;
        private @Nullable Instant validAfter;
        private @Nullable Instant validBefore;

        Parser(String text) {
            this.text = text;
        }

        SignerOptions parse() {
            while (at < text.length()) {
                readOption();
                if (at < text.length()) {
                    if (text.charAt(at) != ',') {
                        throw unknown();
                    }
                    at++;
                    if (at == text.length()) {
                        throw new IllegalArgumentException("an option is missing after the last comma");
                    }
                }
            }
            if (validAfter != null && validBefore != null && !validBefore.isAfter(validAfter)) {
                throw new IllegalArgumentException("valid-before is not after valid-after");
            }
            return new SignerOptions(certAuthority, namespaces, validAfter, validBefore);
        }

        private void readOption() {
            if (skip("cert-authority")) {
                certAuthority = true;
            } else if (skip("namespaces=")) {
                requireFirst(namespaces, "namespaces");
                namespaces = quoted();
            } else if (skip("valid-after=")) {
                requireFirst(validAfter, "valid-after");
                validAfter = time(quoted());
            } else if (skip("valid-before=")) {
                requireFirst(validBefore, "valid-before");
                validBefore = time(quoted());
            } else {
                throw unknown();
            }
        }

        private boolean skip(String name) {
            boolean found = text.regionMatches(true, at, name, 0, name.length());
            at += found ? name.length() : 0;
            return found;
        }

        private static void requireFirst(@Nullable Object before, String name) {
            if (before != null) {
                throw new IllegalArgumentException("the option " + name + " is there twice");
            }
        }

        private IllegalArgumentException unknown() {
            return new IllegalArgumentException(
                    "unknown option or damaged public key " + Quoted.of(text.substring(at)));
        }

        private String quoted() {
            if (at == text.length() || text.charAt(at) != '"') {
                throw new IllegalArgumentException("the value of an option must be in double quotes");
            }
            var value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    at++;
                }
                value.append(text.charAt(at));
            }
            if (at == text.length()) {
                throw new IllegalArgumentException("a quote in the options is not closed");
            }
            at++;
            return value.toString();
        }

        /** {@code YYYYMMDD}, with {@code HHMM} or {@code HHMMSS}, and {@code Z} or {@code UTC} at the end. */
        private static Instant time(String value) {
            var upper = value.toUpperCase(Locale.ROOT);
            boolean utc = upper.endsWith("Z") || upper.endsWith("UTC");
            var digits = upper.endsWith("Z")
                    ? upper.substring(0, upper.length() - 1)
                    : utc ? upper.substring(0, upper.length() - "UTC".length()) : upper;
            var full = switch (digits.length()) {
                case 8 -> digits + "000000";
                case 12 -> digits + "00";
                default -> digits;
            };
            if (full.length() != 14 || !full.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw invalidTime(value);
            }
            try {
                var day = LocalDateTime.of(number(full, 0, 4), number(full, 4, 6), 1, 0, 0)
                        .plusDays(day(full) - 1L)
                        .plusHours(hour(full))
                        .plusMinutes(number(full, 10, 12))
                        .plusSeconds(number(full, 12, 14));
                var rules = ZoneId.systemDefault().getRules();
                var offset = utc ? ZoneOffset.UTC : rules.getStandardOffset(day.toInstant(ZoneOffset.UTC));
                var time = day.toInstant(offset);
                if (time.getEpochSecond() <= 0) {
                    throw invalidTime(value);
                }
                return time;
            } catch (java.time.DateTimeException e) {
                throw invalidTime(value);
            }
        }

        private static int day(String digits) {
            int day = number(digits, 6, 8);
            if (day < 1 || day > 31) {
                throw invalidTime(digits);
            }
            return day;
        }

        private static int hour(String digits) {
            int hour = number(digits, 8, 10);
            if (hour > 23 || number(digits, 10, 12) > 59 || number(digits, 12, 14) > 61) {
                throw invalidTime(digits);
            }
            return hour;
        }

        private static int number(String digits, int from, int to) {
            return Integer.parseInt(digits.substring(from, to));
        }

        private static IllegalArgumentException invalidTime(String value) {
            return new IllegalArgumentException(
                    "invalid time " + Quoted.of(value) + ", expected YYYYMMDD[HHMM[SS]][Z]");
        }
    }
}
