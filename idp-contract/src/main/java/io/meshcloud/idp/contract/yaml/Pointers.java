// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.yaml.node.Node;

/** Paths of fields, such as {@code spec.config.env[2].name}, and their positions in the tree. */
final class Pointers {
    private static final int MAX_POSITION_DIGITS = 9;

    private Pointers() {}

    static String field(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /** The position of the scalar at this path, or of the nearest key above it. */
    static Location locate(Node root, String pointer) {
        var node = root;
        var key = root.location();
        int at = 0;
        while (at < pointer.length()) {
            boolean position = pointer.charAt(at) == '[';
            int start = position || pointer.charAt(at) == '.' ? at + 1 : at;
            int end = Ascii.skip(pointer, start, position ? Ascii::isDigit : Pointers::isInName);
            var step = pointer.substring(start, end);
            if (!position && node instanceof Node.Mapping mapping) {
                var entry = mapping.entry(step);
                if (entry.isEmpty()) {
                    return key;
                }
                key = entry.get().key().location();
                node = entry.get().value();
            } else if (position && node instanceof Node.Sequence sequence) {
                int index = index(step);
                if (index >= sequence.items().size()) {
                    return key;
                }
                node = sequence.items().get(index);
                key = node.location();
            } else {
                return key;
            }
            at = position ? end + 1 : Math.max(end, at + 1);
        }
        return of(node, key);
    }

    private static boolean isInName(int c) {
        return c != '.' && c != '[' && c != ']';
    }

    private static int index(String digits) {
        return digits.isEmpty() || digits.length() > MAX_POSITION_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** The position of the node if it is a visible scalar, else the position of its key. */
    static Location of(Node node, Location key) {
        boolean visible = node instanceof Node.Scalar scalar && !scalar.isEmpty();
        return visible || node instanceof Node.Unreadable ? node.location() : key;
    }
}
