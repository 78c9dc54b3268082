// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * The parsed pointer of a {@link FieldEdit}, such as {@code spec.config.env[LOG_LEVEL].value}. An entry of a list is
 * found by its {@code name}, or by the key in the brackets: {@code [ref=postgres-default]}.
 */
record FieldPath(List<Step> steps) {
    /** One step down. */
    sealed interface Step {}

    /** Into a mapping's field. */
    record FieldStep(String name) implements Step {}

    /** Into the entry of a list whose field {@code key} is {@code value}. */
    record EntryStep(String key, String value) implements Step {}

    private static final String NAME = "name";

    FieldPath {
        steps = List.copyOf(steps);
    }

    /**
     * @throws IllegalArgumentException if it is not a pointer. Code writes pointers; only names in brackets may come
     *     from a user
     */
    static FieldPath parse(String pointer) {
        var steps = new ArrayList<Step>();
        int at = 0;
        while (at < pointer.length()) {
            if (pointer.charAt(at) == '[') {
                int end = pointer.indexOf(']', at);
                if (end < 0 || steps.isEmpty()) {
                    throw new IllegalArgumentException("not a field's pointer: " + pointer);
                }
                steps.add(entry(pointer.substring(at + 1, end)));
                at = end + 1;
                continue;
            }
            if (!steps.isEmpty()) {
                if (pointer.charAt(at) != '.') {
                    throw new IllegalArgumentException("not a field's pointer: " + pointer);
                }
                at++;
            }
            int end = endOfKey(pointer, at);
            steps.add(new FieldStep(pointer.substring(at, end)));
            at = end;
        }
        if (steps.isEmpty() || steps.contains(new FieldStep(""))) {
            throw new IllegalArgumentException("not a field's pointer: " + pointer);
        }
        return new FieldPath(steps);
    }

    private static int endOfKey(String pointer, int start) {
        int end = start;
        while (end < pointer.length() && pointer.charAt(end) != '.' && pointer.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static EntryStep entry(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new EntryStep(NAME, text)
                : new EntryStep(text.substring(0, equals), text.substring(equals + 1));
    }
}
