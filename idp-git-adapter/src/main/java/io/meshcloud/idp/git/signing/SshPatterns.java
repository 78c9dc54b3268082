// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

/**
 * Lists of patterns as ssh_config(5) describes them under "PATTERNS": {@code *} and {@code ?}, joined by commas; a
 * match of a pattern with {@code !} before it refuses.
 */
final class SshPatterns {
    private SshPatterns() {}

    /** Whether a pattern of the list matches, and none with {@code !} does. */
    static boolean match(String text, String list) {
        boolean matches = false;
        for (var pattern : list.split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (matchOne(text, negated ? pattern.substring(1) : pattern)) {
                if (negated) {
                    return false;
                }
                matches = true;
            }
        }
        return matches;
    }

    /** Works without recursion: after a mismatch, the last {@code *} takes one more character. */
    private static boolean matchOne(String text, String pattern) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int next = 0;
        while (at < text.length()) {
            if (next < pattern.length() && pattern.charAt(next) == '*') {
                star = next++;
                resume = at;
            } else if (next < pattern.length()
                    && (pattern.charAt(next) == '?' || pattern.charAt(next) == text.charAt(at))) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (next < pattern.length() && pattern.charAt(next) == '*') {
            next++;
        }
        return next == pattern.length();
    }
}
