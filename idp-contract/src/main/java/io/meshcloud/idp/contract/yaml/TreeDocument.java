package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.List;

/** A document that remembers the tree it was read from. */
record TreeDocument<T>(String file, Bytes bytes, T value, Node root, List<Finding> warnings) implements Document<T> {
    TreeDocument {
        warnings = List.copyOf(warnings);
    }

    @Override
    public Location locate(String pointer) {
        return Pointers.locate(root, pointer);
    }
}
