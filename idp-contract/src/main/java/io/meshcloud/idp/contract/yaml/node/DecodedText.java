// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The text of a file: at most {@link #MAX_BYTES}, valid UTF-8, without a leading byte order mark and without characters
 * on which YAML readers disagree.
 *
 * @param text valid only if there is no finding
 * @param findings why the text is not accepted
 */
record DecodedText(String text, List<Finding> findings) {
    /** 256 KiB. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_FINDINGS = 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    DecodedText {
        findings = List.copyOf(findings);
    }

    static DecodedText decode(String file, Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            return refused(
                    ProblemCode.FILE_TOO_LARGE,
                    Location.of(file),
                    "the file has " + bytes.size() + " bytes; at most " + MAX_BYTES + " are read",
                    "a file of the contract is a few kilobytes: check whether this is the right file");
        }
        var source = ByteBuffer.wrap(bytes.toArray());
        var target = CharBuffer.allocate(bytes.size() + 1);
        var result = StandardCharsets.UTF_8.newDecoder().decode(source, target, true);
        var text = withoutMark(target.flip().toString());
        if (result.isError()) {
            int wrong = source.get(source.position()) & 0xFF;
            return refused(
                    ProblemCode.NOT_UTF8,
                    end(file, text),
                    String.format("the byte 0x%02X here is not UTF-8", wrong),
                    "save the file as UTF-8");
        }
        return new DecodedText(text, strangeCharacters(file, text));
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static DecodedText refused(ProblemCode code, Location location, String what, String fix) {
        return new DecodedText("", List.of(Finding.error(code, location, "", what, fix)));
    }

    private static Location end(String file, String text) {
        var position = new Position();
        text.codePoints().forEach(position::pass);
        return position.at(file);
    }

    private static List<Finding> strangeCharacters(String file, String text) {
        var findings = new ArrayList<Finding>();
        var position = new Position();
        text.codePoints().forEach(point -> {
            if (isRefused(point) && findings.size() < MAX_FINDINGS) {
                findings.add(Finding.error(
                        ProblemCode.NOT_YAML,
                        position.at(file),
                        "",
                        String.format("the character U+%04X here is read differently by YAML readers", point),
                        String.format("remove it, or write it in double quotes as \"\\u%04x\"", point)));
            }
            position.pass(point);
        });
        return findings;
    }

    /** Whether a character must be escaped in a file. */
    static boolean isRefused(int point) {
        return switch (point) {
            // Line breaks in YAML 1.1, ordinary characters in YAML 1.2.
            case 0x85, 0x2028, 0x2029 -> true;
            case BYTE_ORDER_MARK -> true;
            default -> !StreamReader.isPrintable(point);
        };
    }

    /** Counts lines and columns as editors do. */
    private static final class Position {
        private int line = 1;
        private int column = 1;
        private boolean afterReturn;

        void pass(int point) {
            if (point == '\n' && afterReturn) {
                afterReturn = false;
                return;
            }
            afterReturn = point == '\r';
            if (point == '\n' || point == '\r') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }

        Location at(String file) {
            return new Location(file, line, column);
        }
    }
}
