// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A page of the documentation, with the parts of Markdown that its tests need.
 *
 * @param file the page
 * @param blocks its fenced code blocks, from top to bottom
 * @param prose its lines outside of fenced blocks
 */
record MarkdownPage(Path file, List<Block> blocks, List<Line> prose) {
    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");

    /**
     * @param line the number of the line with the opening fence
     * @param end the number of the line with the closing fence
     */
    record Block(String language, int line, int end, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    record Line(int number, String text) {}

    /** @param target as the page has it: a URL, or a path with an optional anchor */
    record Link(int line, String target) {}

    static MarkdownPage read(Path file) throws IOException {
        var blocks = new ArrayList<Block>();
        var prose = new ArrayList<Line>();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            var opening = FENCE.matcher(lines.get(i));
            if (!opening.matches()) {
                prose.add(new Line(i + 1, lines.get(i)));
                continue;
            }
            int end = i + 1;
            while (end < lines.size() && !lines.get(end).strip().equals("```")) {
                end++;
            }
            blocks.add(new Block(opening.group(1), i + 1, end + 1, List.copyOf(lines.subList(i + 1, end))));
            i = end;
        }
        return new MarkdownPage(file, List.copyOf(blocks), List.copyOf(prose));
    }

    List<Link> links() {
        var links = new ArrayList<Link>();
        for (var line : prose) {
            // What is between backquotes is not a link.
            var match = LINK.matcher(line.text().replaceAll("`[^`]*`", "code"));
            while (match.find()) {
                links.add(new Link(line.number(), match.group(1)));
            }
        }
        return links;
    }

    /** The anchors of the headings, as GitHub and other Git servers make them. */
    Set<String> anchors() {
        var anchors = new HashSet<String>();
        for (var line : prose) {
            var heading = HEADING.matcher(line.text());
            if (heading.matches()) {
                var anchor = heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                var unique = anchor;
                for (int again = 1; !anchors.add(unique); again++) {
                    unique = anchor + "-" + again;
                }
            }
        }
        return anchors;
    }
}
