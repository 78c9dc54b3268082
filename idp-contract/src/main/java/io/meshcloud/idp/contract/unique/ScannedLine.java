package io.meshcloud.idp.contract.unique;

import org.jspecify.annotations.Nullable;

/** One line in plain block style, read from its beginning to its end. */
final class ScannedLine {
    /** The longest key, in characters; YAML itself knows a limit for keys in one line, far beyond. */
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

    /** The column that has been reached, from 0. */
    int at() {
        return at - start;
    }

    /** Whether nothing stands in it, or a comment. */
    boolean isBlank() {
        return at == end || text.charAt(at) == '#';
    }

    boolean isDocumentStart() {
        return indent == 0 && end - start == 3 && text.startsWith("---", start);
    }

    /** Steps over the dash of a list's item. */
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

    /** The key, stepping over it, its colon and the space behind; null if no plain one stands here. */
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

    /** Whether the value does not stand in this line. */
    boolean isEmptyValue() {
        return at == end || (text.charAt(at) == '#' && text.charAt(at - 1) == ' ');
    }

    /** The rest of the line as one value; empty also for an empty list or mapping; null if it is none, or not a plain one. */
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
            boolean nothing = text.startsWith(first == '[' ? "[]" : "{}", at) && endsAt(at + 2);
            return nothing ? "" : null;
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

    /** Whether nothing but spaces and a comment follows. */
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
