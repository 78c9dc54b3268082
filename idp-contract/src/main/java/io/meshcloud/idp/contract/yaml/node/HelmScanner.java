// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.tokens.KeyToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * Passes on the tokens of a file, and reports each token that the YAML reader of Helm (go-yaml, YAML 1.1) refuses or
 * reads differently from SnakeYAML. Both parsers read an accepted file alike.
 *
 * <p>Source: a comparison with sigs.k8s.io/yaml 1.4.0, go-yaml 2.4.0 and 3.0.1 on generated files.
 */
final class HelmScanner implements Scanner {
    private final Scanner scanner;
    private final String text;
    private final Report report;
    private int flowDepth;

    /** The same position in two counts: code points, as marks have them, and UTF-16 units of the text. */
    private int index;

    private int offset;

    /** Receives what is refused. */
    @FunctionalInterface
    interface Report {
        /**
         * @param line from 1
         * @param column from 1
         */
        void refuse(int line, int column, String what, String fix);
    }

    HelmScanner(Scanner scanner, String text, Report report) {
        this.scanner = scanner;
        this.text = text;
        this.report = report;
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        return scanner.checkToken(choices);
    }

    @Override
    public boolean checkToken(Token.ID choice) {
        return scanner.checkToken(choice);
    }

    @Override
    public Token peekToken() {
        return scanner.peekToken();
    }

    @Override
    public void resetDocumentIndex() {
        scanner.resetDocumentIndex();
    }

    @Override
    public Token getToken() {
        var token = scanner.getToken();
        switch (token.getTokenId()) {
            case Directive -> refuse(token, "a YAML directive", "remove the line that starts with %");
            case FlowMappingStart, FlowSequenceStart -> flowDepth++;
            case FlowMappingEnd, FlowSequenceEnd -> flowDepth--;
            case Key -> key((KeyToken) token);
            case Scalar -> scalar((ScalarToken) token);
            default -> {
                // All readers agree about the other tokens, or the parser refuses them.
            }
        }
        return token;
    }

    private void key(KeyToken token) {
        boolean explicit = token.getEndMark().getIndex() > token.getStartMark().getIndex();
        if (explicit) {
            refuse(
                    token,
                    "a key after '?'",
                    "write the key and a colon on one line, or quote a text that starts with ?");
        }
    }

    private void scalar(ScalarToken token) {
        boolean oneLine = token.getStartMark().getLine() == token.getEndMark().getLine();
        if (token.getStyle() == ScalarStyle.LITERAL || token.getStyle() == ScalarStyle.FOLDED) {
            block(token);
        } else if (token.getStyle() == ScalarStyle.DOUBLE_QUOTED) {
            // Every escape is longer than the character that it represents.
            int length = token.getEndMark().getIndex() - token.getStartMark().getIndex() - 2;
            if (!oneLine
                    || length
                            != token.getValue()
                                    .codePointCount(0, token.getValue().length())) {
                escapes(token);
            }
        } else if (token.getPlain() && flowDepth > 0) {
            inFlow(token);
        }
    }

    /** A block text whose first line starts with a tab: Helm looks for spaces to find its indentation. */
    private void block(ScalarToken token) {
        int at = start(token) + 1;
        while (at < text.length() && !isBreak(at)) {
            if (Ascii.isDigit(text.charAt(at))) {
                return;
            }
            at++;
        }
        int first = Ascii.skip(text, at, c -> c == ' ' || c == '\n' || c == '\r');
        if (first < text.length() && text.charAt(first) == '\t') {
            refuse(
                    token,
                    first,
                    "a tab at the start of a block text",
                    "indent with spaces, or write the text on one line in double quotes");
        }
    }

    /** Helm ends a plain text in braces or brackets at {@code ?}, and does not end it at a colon without a space. */
    private void inFlow(ScalarToken token) {
        int end = end(token);
        boolean question = token.getValue().indexOf('?') >= 0;
        int next = Ascii.skip(text, end, HelmScanner::isBlank);
        boolean tightColon = next + 1 < text.length() && text.charAt(next) == ':' && !isBlank(text.charAt(next + 1));
        if (question || tightColon) {
            refuse(
                    token,
                    "the text " + Quoted.of(token.getValue()) + " without quotes in braces or brackets, "
                            + (question ? "with a '?'," : "before a colon without a space,"),
                    question ? "quote it" : "put a space after the colon, or quote the text");
        }
    }

    /** Escapes of a surrogate, which is half a character. Helm refuses them, even a pair that forms a character. */
    private void escapes(ScalarToken token) {
        int end = end(token);
        for (int at = start(token); at + 1 < end; at++) {
            if (text.charAt(at) == '\\') {
                int digits = Character.toLowerCase(text.charAt(at + 1)) == 'u' ? at + 2 : end;
                int last = Math.min(end, digits + (text.charAt(at + 1) == 'U' ? 8 : 4));
                if (isSurrogate(digits, last)) {
                    refuse(
                            token,
                            at,
                            "the escape " + Quoted.of(text.substring(at, last)) + " of half a character",
                            "write the character itself, or \\U and its eight hexadecimal digits");
                    return;
                }
                at++;
            }
        }
    }

    private boolean isSurrogate(int from, int to) {
        if (from >= to || Ascii.skip(text.substring(from, to), 0, Ascii::isHex) < to - from) {
            return false;
        }
        long point = Long.parseLong(text, from, to, 16);
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private boolean isBreak(int at) {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** The offset of a token in the text. Tokens come in order, so the count continues from the last one. */
    private int start(Token token) {
        int next = token.getStartMark().getIndex();
        offset = text.offsetByCodePoints(offset, next - index);
        index = next;
        return offset;
    }

    private int end(Token token) {
        int start = start(token);
        return text.offsetByCodePoints(start, token.getEndMark().getIndex() - index);
    }

    private void refuse(Token token, String what, String fix) {
        report.refuse(token.getStartMark().getLine() + 1, token.getStartMark().getColumn() + 1, what, fix);
    }

    /** Reports something at an offset within a token. */
    private void refuse(Token token, int at, String what, String fix) {
        int line = token.getStartMark().getLine() + 1;
        int column = token.getStartMark().getColumn() + 1;
        for (int i = offset; i < at; i += Character.charCount(text.codePointAt(i))) {
            boolean crLf = text.charAt(i) == '\r' && text.charAt(i + 1) == '\n';
            if (isBreak(i) && !crLf) {
                line++;
                column = 1;
            } else if (!crLf) {
                column++;
            }
        }
        report.refuse(line, column, what, fix);
    }
}
