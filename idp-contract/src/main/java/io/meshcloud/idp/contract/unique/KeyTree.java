// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of {@link KeyPaths} from any file that is valid YAML. */
final class KeyTree {
    private KeyTree() {}

    /** The texts by path; no entry for a field that is absent, empty or not a scalar. */
    static Map<String, String> read(Bytes bytes) {
        var texts = new HashMap<String, String>();
        var root = YamlTree.read("", bytes).root();
        if (root == null) {
            return texts;
        }
        for (var path : KeyPaths.ALL) {
            var text = text(root, path);
            if (text != null) {
                texts.put(path, text);
            }
        }
        return texts;
    }

    private static @Nullable String text(Node root, String path) {
        var node = root;
        for (var key : path.split("\\.", -1)) {
            var entry =
                    node instanceof Node.Mapping mapping ? mapping.entry(key).orElse(null) : null;
            if (entry == null) {
                return null;
            }
            node = entry.value();
        }
        return node instanceof Node.Scalar scalar && !scalar.text().isEmpty() ? scalar.text() : null;
    }
}
