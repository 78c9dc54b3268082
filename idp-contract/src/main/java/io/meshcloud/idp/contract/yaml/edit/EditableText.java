// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/**
 * The text of a file, split into lines, with its byte order mark kept separately. Replacing text leaves all other bytes
 * as they are.
 *
 * <p>Offsets count UTF-16 units of {@link #text()}; the parser's marks count code points.
 */
final class EditableText {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** Line breaks in YAML 1.1 but not in YAML 1.2. Lines cannot be counted in a file that contains one. */
    private static final String DISPUTED_LINE_BREAKS = "\u0085\u2028\u2029";

    private final boolean hasByteOrderMark;
    private final String text;
    private final List<Line> lines = new ArrayList<>();

    /**
     * @param start the offset of the first character
     * @param end the offset after the last character
     * @param next the offset after the line break; equal to {@code end} if the last line has none
     */
    record Line(int start, int end, int next) {}

    /** Replaces the text from {@code start} to {@code end}. */
    record Splice(int start, int end, String replacement) {}

    private EditableText(boolean hasByteOrderMark, String text) {
        this.hasByteOrderMark = hasByteOrderMark;
        this.text = text;
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? next : newline;
            if (newline > start && text.charAt(newline - 1) == '\r') {
                end--;
            }
            lines.add(new Line(start, end, next));
            start = next;
        }
    }

    static EditableText read(String file, Bytes bytes) {
        if (bytes.size() > YamlTree.MAX_BYTES) {
            throw EditableFile.cannotEdit(
                    file, null, "the file has " + bytes.size() + " bytes; at most " + YamlTree.MAX_BYTES + " are read");
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw EditableFile.cannotEdit(file, null, "the file is not UTF-8");
        }
        boolean hasByteOrderMark = !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK;
        var source = new EditableText(hasByteOrderMark, hasByteOrderMark ? decoded.substring(1) : decoded);
        if (source.containsDisputedLineBreak()) {
            throw EditableFile.cannotEdit(
                    file, null, "the file contains a line break that YAML versions read differently (not LF or CR LF)");
        }
        return source;
    }

    private boolean containsDisputedLineBreak() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lone = c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
            if (lone || DISPUTED_LINE_BREAKS.indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    String text() {
        return text;
    }

    List<Line> lines() {
        return lines;
    }

    int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    /** The number, from 0, of the line that contains this offset. */
    int lineAt(int offset) {
        int line = 0;
        while (line + 1 < lines.size() && lines.get(line + 1).start() <= offset) {
            line++;
        }
        return line;
    }

    String content(int line) {
        return text.substring(lines.get(line).start(), lines.get(line).end());
    }

    /** The line break of this line, or of the nearest line above that has one. */
    String lineBreak(int line) {
        for (int i = line; i >= 0; i--) {
            if (lines.get(i).next() > lines.get(i).end()) {
                return text.substring(lines.get(i).end(), lines.get(i).next());
            }
        }
        return "\n";
    }

    boolean endsWithoutBreak(int line) {
        return lines.get(line).next() == lines.get(line).end();
    }

    /** The file with these parts replaced; they must not overlap. */
    Bytes with(List<Splice> splices) {
        var edited = new StringBuilder(text);
        splices.stream()
                .sorted(Comparator.comparingInt(Splice::start).reversed())
                .forEach(splice -> edited.replace(splice.start(), splice.end(), splice.replacement()));
        return Bytes.utf8(hasByteOrderMark ? BYTE_ORDER_MARK + edited.toString() : edited.toString());
    }
}
