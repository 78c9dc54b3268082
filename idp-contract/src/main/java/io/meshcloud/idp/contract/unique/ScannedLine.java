// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import org.jspecify.annotations.Nullable;

/** One line in simple block style, scanned from left to right. */
final class ScannedLine {
    /** The maximum length of a key in characters, which is less than YAML's own limit. */
    private static final int MAX_KEY = 128;

    private final String text;
    private final int start;
    private final int end;
    private final int indent;
    private int at;

    ScannedLine(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.at = start;
        skipSpaces();
        this.indent = at - start;
    }

    int indent() {
        return indent;
    }

    /** The column of the current position, from 0. */
    int at() {
        return at - start;
    }

    /** Whether the line is empty or only contains a comment. */
    boolean isBlank() {
        return at == end || text.charAt(at) == '#';
    }

    boolean isDocumentStart() {
        return indent == 0 && end - start == 3 && text.startsWith("---", start);
    }

    /** Skips the dash of a list entry; false if there is none. */
    boolean skipDash() {
        if (!(at + 1 < end && text.charAt(at) == '-' && text.charAt(at + 1) == ' ')) {
            return false;
        }
        at++;
        skipSpaces();
        return true;
    }

    boolean startsKey() {
        return keyEnd() >= 0;
    }

    /** The key, after which the position is at the value; null if there is no simple key here. */
    @Nullable
    String key() {
        int colon = keyEnd();
        if (colon < 0) {
            return null;
        }
        var key = text.substring(at, colon);
        at = colon + 1;
        skipSpaces();
        return key;
    }

    private int keyEnd() {
        int to = at;
        while (to < end && to - at <= MAX_KEY && isInKey(text.charAt(to), to == at)) {
            to++;
        }
        boolean key = to > at && to < end && text.charAt(to) == ':' && (to + 1 == end || text.charAt(to + 1) == ' ');
        return key ? to : -1;
    }

    private static boolean isInKey(char c, boolean first) {
        return isAsciiLetter(c) || c == '_' || (!first && (isDigit(c) || c == '-'));
    }

    /** Whether this line has no value. */
    boolean isEmptyValue() {
        return at == end || (text.charAt(at) == '#' && text.charAt(at - 1) == ' ');
    }

    /**
     * The rest of the line as one value; the empty string for an empty list or mapping; null if it is not a simple
     * value.
     */
    @Nullable
    String value() {
        if (at == end) {
            return null;
        }
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        if (first == '[' || first == '{') {
            boolean isEmptyCollection = text.startsWith(first == '[' ? "[]" : "{}", at) && endsAt(at + 2);
            return isEmptyCollection ? "" : null;
        }
        boolean harmless = isAsciiLetter(first) || isDigit(first) || first >= 0xA0 || "/._+~".indexOf(first) >= 0;
        return harmless ? plain() : null;
    }

    private @Nullable String plain() {
        int to = at;
        for (; to < end; to++) {
            char c = text.charAt(to);
            if (c == '#' && text.charAt(to - 1) == ' ') {
                break;
            }
            if (c == ':' && (to + 1 == end || text.charAt(to + 1) == ' ')) {
                return null;
            }
        }
        while (text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(at, to);
    }

    private @Nullable String quoted(char quote) {
        int close = text.indexOf(quote, at + 1);
        if (close < 0 || close >= end || !endsAt(close + 1)) {
            return null;
        }
        var inner = text.substring(at + 1, close);
        return quote == '"' && inner.indexOf('\\') >= 0 ? null : inner;
    }

    /** Whether only spaces and a comment follow. */
    private boolean endsAt(int from) {
        int to = from;
        while (to < end && text.charAt(to) == ' ') {
            to++;
        }
        return to == end || (to > from && text.charAt(to) == '#');
    }

    private void skipSpaces() {
        while (at < end && text.charAt(at) == ' ') {
            at++;
        }
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
