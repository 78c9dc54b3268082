// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.List;
import java.util.Optional;

/**
 * The causes of syntax errors that the parser's message does not name: a merge conflict, a tab, a character that looks
 * like a space. Used only for files that are not valid YAML.
 *
 * @param location the position of the cause
 */
record SyntaxHint(Location location, String what, String fix) {
    private static final int MARKER_LENGTH = 7;
    private static final String MARKERS = "<>=|";

    /**
     * @param error the position that the parser reports
     * @param text the whole file
     */
    static Optional<SyntaxHint> find(Location error, String text) {
        var lines = text.lines().toList();
        return mergeConflict(error, lines).or(() -> inLine(error, lines));
    }

    /** Git's markers start a line: seven equal characters, alone or before a space. */
    private static Optional<SyntaxHint> mergeConflict(Location error, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (isMarker(lines.get(i)) && !lines.get(i).startsWith("=")) {
                return Optional.of(new SyntaxHint(
                        new Location(error.file(), i + 1, 1),
                        "the file contains a merge conflict of Git",
                        "keep one of the two versions, and remove the lines that start with <<<<<<<, |||||||, ======="
                                + " and >>>>>>>"));
            }
        }
        return Optional.empty();
    }

    private static boolean isMarker(String line) {
        return line.length() >= MARKER_LENGTH
                && MARKERS.indexOf(line.charAt(0)) >= 0
                && Ascii.skip(line, 0, c -> c == line.charAt(0)) == MARKER_LENGTH
                && (line.length() == MARKER_LENGTH || line.charAt(MARKER_LENGTH) == ' ');
    }

    /** A parser often reports the line after the one with the cause. */
    private static Optional<SyntaxHint> inLine(Location error, List<String> lines) {
        return inLine(error, lines, error.line()).or(() -> inLine(error, lines, error.line() - 1));
    }

    private static Optional<SyntaxHint> inLine(Location error, List<String> lines, int number) {
        if (number < 1 || number > lines.size()) {
            return Optional.empty();
        }
        var line = lines.get(number - 1);
        for (int at = 0, column = 1; at < line.length(); column++) {
            int point = line.codePointAt(at);
            if (point != ' ' && Character.isSpaceChar(point)) {
                return Optional.of(new SyntaxHint(
                        new Location(error.file(), number, column),
                        String.format("the character U+%04X here looks like a space, but is none to YAML", point),
                        "replace it with an ordinary space"));
            }
            at += Character.charCount(point);
        }
        return tab(error, line, number);
    }

    private static Optional<SyntaxHint> tab(Location error, String line, int number) {
        int tab = line.indexOf('\t');
        if (tab <= 0 || Ascii.skip(line, 0, c -> c == ' ') == tab) {
            // The parser's message about a tab in the indentation is good.
            return Optional.empty();
        }
        char before = line.charAt(tab - 1);
        return before == ':' || before == '-' || before == ','
                ? Optional.of(new SyntaxHint(
                        new Location(error.file(), number, line.codePointCount(0, tab) + 1),
                        "there is a tab after '" + before + "'; YAML separates by a space",
                        "replace the tab with a space"))
                : Optional.empty();
    }
}
