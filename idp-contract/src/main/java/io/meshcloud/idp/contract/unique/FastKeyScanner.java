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
 * Looks through a file line by line, as long as every line is in the plain block style that people and we write: nested
 * mappings and lists, values in one line, comments. At anything else it gives up, and the file is read as YAML: what it
 * answers is what {@link KeyTree} would, at a tenth of the cost.
 *
 * <p>Source: YAML 1.2.2, chapter 8, of which this is a small part on purpose.
 */
final class FastKeyScanner {
    /** The contract needs seven; a list counts twice here. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_BYTES = 64 * 1024;

    private final String text;
    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<Block> open = new ArrayDeque<>();

    /** Whether the last line was a key alone, so that its value may follow; then also which. */
    private boolean awaiting;

    private @Nullable String awaited;

    /**
     * A mapping or list that lines can be added to.
     *
     * @param indent its column, from 0
     * @param path its pointer; null where no claim can stand
     */
    private record Block(int indent, boolean list, @Nullable String path) {}

    private FastKeyScanner(String text) {
        this.text = text;
    }

    /** The texts of claims by pointer; null if the file is not plain enough. */
    static @Nullable Map<String, String> scan(Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            return null;
        }
        var lines = new FastKeyScanner(bytes.asText());
        return lines.scan() ? lines.texts : null;
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
                if (!opening && !take(line)) {
                    return false;
                }
                begun = true;
            }
            start = next;
        }
        return !open.isEmpty();
    }

    /** No tab, no control character, and nothing beyond the letters of most scripts; so nothing that is not UTF-8 either. */
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

    private boolean take(ScannedLine line) {
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

    /** Closes what ended above this line, and opens what begins with it. */
    private boolean place(int indent, boolean item) {
        while (!open.isEmpty() && isEnded(open.peek(), indent, item)) {
            open.pop();
            awaiting = false;
        }
        var top = open.peek();
        if (top == null) {
            // Only once: what follows the root at its own column belongs to it.
            open.push(new Block(0, item, item ? null : ""));
            return indent == 0 && seen.add("");
        }
        boolean below = indent > top.indent() || (item && !top.list());
        if (below) {
            open.push(new Block(indent, item, item ? null : awaited));
        }
        boolean fits = below == awaiting || (awaiting && !item);
        awaiting = false;
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
        awaiting = line.isEmptyValue();
        awaited = path;
        if (awaiting) {
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
