// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.regex.Pattern;

/** Paths of fields, such as {@code spec.config.env[2].name}, and their positions in the tree. */
final class Pointers {
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[([0-9]{1,9})]");

    private Pointers() {}

    static String field(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /** The position of the scalar at this path, or of the nearest key above it. */
    static Location locate(Node root, String pointer) {
        var node = root;
        var key = root.location();
        var steps = STEP.matcher(pointer);
        while (steps.find()) {
            if (steps.group(1) != null && node instanceof Node.Mapping mapping) {
                var entry = mapping.entry(steps.group(1));
                if (entry.isEmpty()) {
                    return key;
                }
                key = entry.get().key().location();
                node = entry.get().value();
            } else if (steps.group(2) != null && node instanceof Node.Sequence sequence) {
                int index = Integer.parseInt(steps.group(2));
                if (index >= sequence.items().size()) {
                    return key;
                }
                node = sequence.items().get(index);
                key = node.location();
            } else {
                return key;
            }
        }
        return of(node, key);
    }

    /** The position of the node if it is a visible scalar, else the position of its key. */
    static Location of(Node node, Location key) {
        boolean visible = node instanceof Node.Scalar scalar && !scalar.isEmpty();
        return visible || node instanceof Node.Unreadable ? node.location() : key;
    }
}
