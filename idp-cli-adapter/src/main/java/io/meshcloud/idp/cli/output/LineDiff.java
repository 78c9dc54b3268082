// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.FileChangeView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changed lines of a file: those between its first and its last difference. */
final class LineDiff {
    private LineDiff() {}

    static String of(FileChangeView change) {
        var before = lines(change.before());
        var after = lines(change.after());
        int start = 0;
        while (start < Math.min(before.size(), after.size())
                && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(before.size(), after.size()) - start
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        var text = new StringBuilder();
        text.append(change.before() == null ? "new file " : change.after() == null ? "removes " : "changes ")
                .append(Printable.of(change.path()))
                .append('\n');
        append(text, "- ", before.subList(start, before.size() - end));
        append(text, "+ ", after.subList(start, after.size() - end));
        return text.toString();
    }

    private static void append(StringBuilder text, String mark, List<String> lines) {
        lines.forEach(line ->
                text.append("  ").append(mark).append(Printable.of(line)).append('\n'));
    }

    private static List<String> lines(@Nullable String content) {
        return content == null ? List.of() : content.lines().toList();
    }
}
