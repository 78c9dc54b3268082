// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The actual ends of nodes: the parser ends a block collection only at the next token, after any comments. */
final class Extent {
    private Extent() {}

    static boolean isFlow(Node node) {
        return node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW;
    }

    static boolean isBlockScalar(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    }

    static boolean isOnOneLine(Node node) {
        return node.getStartMark().getLine() == node.getEndMark().getLine();
    }

    /** The last scalar or flow collection in a node; the node itself if it is one. */
    static Node lastLeaf(Node node) {
        if (isFlow(node)) {
            return node;
        }
        if (node instanceof MappingNode mapping) {
            return lastLeaf(
                    mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        }
        if (node instanceof SequenceNode sequence) {
            return lastLeaf(sequence.getValue().get(sequence.getValue().size() - 1));
        }
        return node;
    }

    /** The number, from 0, of the last line of a node. */
    static int lastLine(EditableText source, Node node) {
        var leaf = lastLeaf(node);
        int line = leaf.getEndMark().getLine();
        if (isBlockScalar(leaf)) {
            // The parser's end mark of such a scalar is after the blank lines that follow.
            line = source.lineAt(Math.max(0, source.offset(leaf.getEndMark()) - 1));
            while (line > leaf.getStartMark().getLine() && source.content(line).isBlank()) {
                line--;
            }
        }
        return line;
    }
}
