// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.EntryStep;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.FieldStep;
import io.meshcloud.idp.contract.yaml.edit.FieldPath.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The part of a path that exists in a file.
 *
 * @param hops the steps that exist, from the root
 * @param reached the node at the last of these steps; the root if no step exists
 * @param missing the steps that do not exist; empty if the file contains the field
 */
record FieldTrail(List<Hop> hops, Node reached, List<Step> missing) {
    /** A step from a collection to its field or item at this index. */
    record Hop(CollectionNode<?> container, int index) {
        Node child() {
            return container.getValue().get(index) instanceof NodeTuple tuple
                    ? tuple.getValueNode()
                    : (Node) container.getValue().get(index);
        }

        /** The first node of the field or item; for a field, its key. */
        Node head() {
            return container.getValue().get(index) instanceof NodeTuple tuple ? tuple.getKeyNode() : child();
        }

        Hop sibling(int other) {
            return new Hop(container, other);
        }

        boolean isItem() {
            return container instanceof SequenceNode;
        }

        int size() {
            return container.getValue().size();
        }

        boolean inFlow() {
            return container.getFlowStyle() == FlowStyle.FLOW;
        }
    }

    static FieldTrail follow(EditableFile file, FieldPath path) {
        var hops = new ArrayList<Hop>();
        Node reached = file.root();
        for (int i = 0; i < path.steps().size(); i++) {
            var hop = hop(file, reached, path.steps().get(i));
            if (hop == null) {
                return new FieldTrail(
                        hops, reached, path.steps().subList(i, path.steps().size()));
            }
            hops.add(hop);
            reached = hop.child();
        }
        return new FieldTrail(hops, reached, List.of());
    }

    private static @Nullable Hop hop(EditableFile file, Node node, Step step) {
        if (step instanceof FieldStep key && node instanceof MappingNode mapping) {
            int index = indexOf(mapping, key.name());
            return index < 0 ? null : new Hop(mapping, index);
        }
        if (step instanceof EntryStep entry && node instanceof SequenceNode sequence) {
            Hop found = null;
            for (int i = 0; i < sequence.getValue().size(); i++) {
                if (isEntry(sequence.getValue().get(i), entry)) {
                    if (found != null) {
                        throw EditableFile.cannotEdit(
                                file.file(),
                                sequence.getValue().get(i).getStartMark(),
                                "the entry " + Quoted.of(entry.value()) + " occurs twice");
                    }
                    found = new Hop(sequence, i);
                }
            }
            return found;
        }
        return null;
    }

    private static boolean isEntry(Node item, EntryStep entry) {
        if (!(item instanceof MappingNode mapping)) {
            return false;
        }
        int index = indexOf(mapping, entry.key());
        return index >= 0
                && mapping.getValue().get(index).getValueNode() instanceof ScalarNode scalar
                && scalar.getValue().equals(entry.value());
    }

    private static int indexOf(MappingNode mapping, String key) {
        for (int i = 0; i < mapping.getValue().size(); i++) {
            if (((ScalarNode) mapping.getValue().get(i).getKeyNode()).getValue().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The indices of the first {@code count} hops: the path of a node in an {@link EditTree}. */
    List<Integer> indices(int count) {
        return hops.subList(0, count).stream().map(Hop::index).toList();
    }

    boolean isFound() {
        return missing.isEmpty();
    }
}
