// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * An {@code app-env.yaml} as different people might write it: indentation, quotes, comments, line ends, braces and what
 * is left out vary with a seed.
 */
final class WrittenFile {
    static final String REPLICAS = "spec.runtime.scaling.replicas";
    static final String NAME = "metadata.name";
    static final String HOST = "spec.ingress.host";

    /** An entry of a list that another entry follows. */
    static final String ENTRY = "spec.config.env[A]";

    private static final String BLOCK_TEXT = "one # no comment";

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Span> values = new TreeMap<>();
    private final int step;
    private final int listStep;
    private final int lineEnds;
    private final boolean blockTexts;
    private boolean hasMode;
    private boolean commentable = true;

    /** The range of a value's text, or of an entry with its lines, in characters. */
    record Span(int start, int end) {}

    WrittenFile(long seed) {
        random = new Random(seed);
        step = 1 + random.nextInt(5);
        listStep = random.nextInt(step + 1);
        lineEnds = random.nextInt(3);
        blockTexts = random.nextInt(3) == 0;
        if (random.nextBoolean()) {
            text.append('\ufeff');
        }
        if (random.nextInt(4) == 0) {
            line("---");
        }
        write();
        // A block text at the end of the file would gain a line break from an addition. That is refused, and tested
        // elsewhere.
        if (random.nextBoolean() && !text.toString().stripTrailing().endsWith(BLOCK_TEXT)) {
            while (text.charAt(text.length() - 1) == '\n' || text.charAt(text.length() - 1) == '\r') {
                text.setLength(text.length() - 1);
            }
        }
    }

    String text() {
        return text.toString();
    }

    Optional<Span> value(String pointer) {
        return Optional.ofNullable(values.get(pointer));
    }

    boolean hasMode() {
        return hasMode;
    }

    private void write() {
        line("kind: AppEnvironment");
        if (random.nextBoolean()) {
            line("metadata:");
            field(step, NAME, quoted("näme 🚀"));
        } else {
            text.append("metadata: {");
            inline(NAME, quoted("x"));
            line(random.nextBoolean() ? ", app: a}" : "}");
        }
        line("spec:");
        writeRegistry();
        line(pad(step) + "runtime:");
        line(pad(2 * step) + "scaling:");
        field(3 * step, REPLICAS, "" + random.nextInt(100));
        if (random.nextBoolean()) {
            line(pad(step) + "ingress:");
            line(pad(2 * step) + "enabled: true");
            field(2 * step, HOST, quoted("a.example.tld"));
        }
        if (random.nextBoolean()) {
            writeConfig();
        }
        if (random.nextBoolean()) {
            line(pad(step) + "release:");
            line(pad(2 * step) + "track: stable");
        }
    }

    private void writeRegistry() {
        line(pad(step) + "registry:");
        line(pad(2 * step) + "repository: a.b/c");
        if (random.nextInt(3) == 0) {
            hasMode = true;
            line(pad(2 * step) + "deployPolicy:");
            field(3 * step, Edits.MODE, quoted("auto"));
        }
    }

    private void writeConfig() {
        line(pad(step) + "config:");
        int form = random.nextInt(3);
        if (form == 0) {
            line(pad(2 * step) + "note: here");
        } else if (form == 1) {
            maybeCommentLine();
            text.append(pad(2 * step)).append("env: [");
            int start = text.length();
            text.append("{name: A, value: a}, ");
            values.put(ENTRY, new Span(start, text.length()));
            line("{name: B, value: b}]");
        } else {
            line(pad(2 * step) + "env:");
            maybeCommentLine();
            int start = text.length();
            writeEntry("A");
            values.put(ENTRY, new Span(start, text.length()));
            maybeCommentLine();
            writeEntry("B");
        }
        if (random.nextBoolean()) {
            line(pad(2 * step) + "buildingBlocks:");
            line(pad(2 * step + listStep) + "- ref: db");
        }
    }

    private void writeEntry(String name) {
        commentable = false;
        line(pad(2 * step + listStep) + "- name: " + name);
        commentable = true;
        if (blockTexts && random.nextBoolean()) {
            writeBlockValue();
        } else {
            line(pad(2 * step + listStep + 2) + "value: " + quoted("some text"));
        }
    }

    private void writeBlockValue() {
        line(pad(2 * step + listStep + 2) + "value: |", false);
        text.append(pad(2 * step + listStep + 5)).append(BLOCK_TEXT);
        lineEnd();
    }

    private void field(int column, String pointer, String spelling) {
        maybeCommentLine();
        text.append(pad(column));
        inline(pointer, spelling);
        commentable = false;
        line("");
        commentable = true;
    }

    private void inline(String pointer, String spelling) {
        text.append(pointer.substring(pointer.lastIndexOf('.') + 1)).append(": ");
        values.put(pointer, new Span(text.length(), text.length() + spelling.length()));
        text.append(spelling);
    }

    private String quoted(String value) {
        return switch (random.nextInt(3)) {
            case 0 -> value;
            case 1 -> "'" + value + "'";
            default -> '"' + value + '"';
        };
    }

    private void line(String content) {
        line(content, true);
    }

    private void line(String content, boolean mayEndInComment) {
        boolean continued = text.length() > 0 && "\n\ufeff".indexOf(text.charAt(text.length() - 1)) < 0;
        if (commentable && !continued && !content.equals("---")) {
            maybeCommentLine();
        }
        text.append(content);
        if (mayEndInComment && random.nextInt(4) == 0) {
            text.append(random.nextBoolean() ? "   " : " # 🚀 'comment': [");
        }
        lineEnd();
    }

    private void maybeCommentLine() {
        switch (random.nextInt(8)) {
            case 0 -> {
                // After a block text, a comment with the indentation of the text would belong to the text.
                text.append(pad(random.nextInt(blockTexts ? 2 * step + 1 : 9))).append("# größer 🚀 key: value");
                lineEnd();
            }
            case 1 -> lineEnd();
            default -> {}
        }
    }

    private void lineEnd() {
        text.append(lineEnds == 0 || (lineEnds == 2 && random.nextBoolean()) ? "\n" : "\r\n");
    }

    private static String pad(int columns) {
        return " ".repeat(columns);
    }
}
