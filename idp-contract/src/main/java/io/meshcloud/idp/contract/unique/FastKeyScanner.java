// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scans a file line by line, as long as each line is in the simple block style that people and idp write: nested
 * mappings and lists, values on one line, comments. At any other line the scanner stops, and the file is parsed as
 * YAML. The result is the same as that of {@link KeyTree}, at a tenth of the cost.
 *
 * <p>Source: YAML 1.2.2, chapter 8. This scanner supports a small part.
 */
final class FastKeyScanner {
    /** The contract needs seven levels; a list counts twice here. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_BYTES = 64 * 1024;

    private final String text;
    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<Block> open = new ArrayDeque<>();

    /** Whether the last line was a key without a value, so that the value may follow in the next lines. */
    private boolean expectsValue;

    /** The path of that key. */
    private @Nullable String expectedPath;

    /**
     * An open mapping or list.
     *
     * @param indent the column, from 0
     * @param path the path; null if it contains no field of {@link KeyPaths}
     */
    private record Block(int indent, boolean list, @Nullable String path) {}

    private FastKeyScanner(String text) {
        this.text = text;
    }

    /** The texts of the fields of {@link KeyPaths} by path; null if the file is not in the simple style. */
    static @Nullable Map<String, String> scan(Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            return null;
        }
        var scanner = new FastKeyScanner(bytes.asText());
        return scanner.scan() ? scanner.texts : null;
    }

    private boolean scan() {
        boolean begun = false;
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            int next = newline < 0 ? end : newline + 1;
            if (newline > start && text.charAt(newline - 1) == '\r') {
                end--;
            }
            if (!isHarmless(start, end)) {
                return false;
            }
            var line = new ScannedLine(text, start, end);
            if (!line.isBlank()) {
                boolean opening = !begun && line.isDocumentStart();
                if (!opening && !accept(line)) {
                    return false;
                }
                begun = true;
            }
            start = next;
        }
        return !open.isEmpty();
    }

    /** No tab, no control character, and only letters of common scripts; therefore also no invalid UTF-8. */
    private boolean isHarmless(int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 0xA0 && c <= 0xD7FF && c != '\u2028' && c != '\u2029';
            if ((c < ' ' || c > '~') && !letter) {
                return false;
            }
        }
        return true;
    }

    private boolean accept(ScannedLine line) {
        boolean item = line.skipDash();
        if (!place(line.indent(), item)) {
            return false;
        }
        if (item) {
            if (!line.startsKey()) {
                return line.value() != null;
            }
            open.push(new Block(line.at(), false, null));
        }
        return open.size() <= MAX_DEPTH && field(line);
    }

    /** Closes the blocks that ended before this line, and opens the block that begins with it. */
    private boolean place(int indent, boolean item) {
        while (!open.isEmpty() && isEnded(open.peek(), indent, item)) {
            open.pop();
            expectsValue = false;
        }
        var top = open.peek();
        if (top == null) {
            // Only once: all lines at the column of the root belong to the root.
            open.push(new Block(0, item, item ? null : ""));
            return indent == 0 && seen.add("");
        }
        boolean below = indent > top.indent() || (item && !top.list());
        if (below) {
            open.push(new Block(indent, item, item ? null : expectedPath));
        }
        boolean fits = below == expectsValue || (expectsValue && !item);
        expectsValue = false;
        return fits;
    }

    private static boolean isEnded(Block block, int indent, boolean item) {
        return block.indent() > indent || (block.list() && !item && block.indent() == indent);
    }

    private boolean field(ScannedLine line) {
        var key = line.key();
        var block = open.peek();
        if (key == null || block == null) {
            return false;
        }
        var path = path(block.path(), key);
        if (path != null && !seen.add(path)) {
            return false;
        }
        expectsValue = line.isEmptyValue();
        expectedPath = path;
        if (expectsValue) {
            return true;
        }
        var value = line.value();
        if (value != null && !value.isEmpty() && path != null && KeyPaths.ALL.contains(path)) {
            texts.put(path, value);
        }
        return value != null;
    }

    private static @Nullable String path(@Nullable String group, String key) {
        if (group == null) {
            return null;
        }
        var path = group.isEmpty() ? key : group + "." + key;
        return KeyPaths.ALL.contains(path) || KeyPaths.GROUPS.contains(path) ? path : null;
    }
}
