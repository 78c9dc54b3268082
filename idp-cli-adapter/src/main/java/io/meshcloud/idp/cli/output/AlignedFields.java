// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names and values, one pair a line, the values aligned. */
final class AlignedFields {
    private static final int GAP = 2;

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /** Adds a line, unless there is no value. */
    AlignedFields add(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            fields.add(new Field(name, Printable.of(value)));
        }
        return this;
    }

    @Override
    public String toString() {
        int width = fields.stream().mapToInt(field -> field.name.length()).max().orElse(0) + GAP;
        var text = new StringBuilder();
        fields.forEach(field -> text.append(field.name)
                .append(" ".repeat(width - field.name.length()))
                .append(field.value)
                .append('\n'));
        return text.toString();
    }
}
