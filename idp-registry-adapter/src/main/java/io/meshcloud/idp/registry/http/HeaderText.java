// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.util.Optional;

/**
 * Reads the text of a header from its beginning to its end, in one pass: white space, separators, tokens and quoted
 * texts.
 *
 * <p>Source: RFC 9110, section 5.6.
 */
final class HeaderText {
    private static final String TOKEN_SYMBOLS = "!#$%&'*+.^_`|~-";
    private static final String TOKEN68_SYMBOLS = "._~+/-";

    private final String text;
    private int at;

    HeaderText(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    int position() {
        return at;
    }

    /** Goes back to a position. */
    void reset(int position) {
        at = position;
    }

    void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Skips the character if it is the next one. */
    boolean accept(char character) {
        if (isNext(character)) {
            at++;
            return true;
        }
        return false;
    }

    boolean isNext(char character) {
        return at < text.length() && text.charAt(at) == character;
    }

    /** The text up to the character, which is skipped; empty, and nothing is read, if it does not occur. */
    Optional<String> upTo(char character) {
        int end = text.indexOf(character, at);
        if (end < 0) {
            return Optional.empty();
        }
        var found = text.substring(at, end);
        at = end + 1;
        return Optional.of(found);
    }

    /** The next token; empty if there is none. */
    String token() {
        return take(TOKEN_SYMBOLS);
    }

    /** Credentials of one word, with an equals sign at the end for each missing byte. */
    String token68() {
        var word = take(TOKEN68_SYMBOLS);
        int start = at;
        if (!word.isEmpty()) {
            skip("=");
        }
        return word + text.substring(start, at);
    }

    private String take(String symbols) {
        int start = at;
        while (at < text.length() && (isLetterOrDigit(text.charAt(at)) || symbols.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * A text in quotes, without them and without escapes; empty, and nothing is read, if there is none or it has no
     * end.
     */
    Optional<String> quoted() {
        if (!isNext('"')) {
            return Optional.empty();
        }
        var content = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                at = i + 1;
                return Optional.of(content.toString());
            }
            if (c == '\\' && ++i == text.length()) {
                return Optional.empty();
            }
            content.append(text.charAt(i));
        }
        return Optional.empty();
    }
}
