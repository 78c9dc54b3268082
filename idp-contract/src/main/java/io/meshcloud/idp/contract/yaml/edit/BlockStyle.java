// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The indentation near the edited place, and new lines in this style.
 *
 * @param step columns from a mapping to a mapping under one of its keys
 * @param listStep columns from a mapping to the dashes under one of its keys
 * @param dashGap columns from a dash to its entry
 */
record BlockStyle(int step, int listStep, int dashGap) {
    private static final int DEFAULT_STEP = 2;

    static BlockStyle of(EditableFile file, FieldTrail trail) {
        var places = new ArrayList<Node>();
        places.add(trail.reached());
        for (int i = trail.hops().size() - 1; i >= 0; i--) {
            places.add(trail.hops().get(i).container());
        }
        int step = nearest(places, MappingNode.class, MappingNode.class).orElse(DEFAULT_STEP);
        int listStep = nearest(places, MappingNode.class, SequenceNode.class).orElse(step);
        int dashGap = nearest(places, SequenceNode.class, MappingNode.class).orElse(DEFAULT_STEP);
        return new BlockStyle(step, listStep, dashGap);
    }

    private static OptionalInt nearest(List<Node> places, Class<? extends Node> outer, Class<? extends Node> inner) {
        return places.stream()
                .map(place -> first(place, outer, inner))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static OptionalInt first(Node node, Class<? extends Node> outer, Class<? extends Node> inner) {
        if (Extent.isFlow(node)) {
            return OptionalInt.empty();
        }
        for (var child : children(node)) {
            if (outer.isInstance(node) && inner.isInstance(child) && !Extent.isFlow(child)) {
                return OptionalInt.of(columnsBetween(node, child));
            }
        }
        return children(node).stream()
                .map(child -> first(child, outer, inner))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static int columnsBetween(Node outer, Node inner) {
        return inner.getStartMark().getColumn() - outer.getStartMark().getColumn();
    }

    private static List<Node> children(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().map(NodeTuple::getValueNode).toList();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** The lines, without line breaks, of a collection whose keys or dashes are at this column. */
    List<String> lines(EditTree tree, int column) {
        var lines = new ArrayList<String>();
        if (tree instanceof EditTree.Mapping mapping) {
            for (var field : mapping.fields()) {
                var key = " ".repeat(column) + scalar(field.key(), false) + ":";
                if (field.value() instanceof EditTree.Scalar) {
                    lines.add(key + " " + scalar(field.value(), false));
                } else {
                    lines.add(key);
                    boolean list = field.value() instanceof EditTree.Sequence;
                    lines.addAll(lines(field.value(), column + (list ? listStep : step)));
                }
            }
        } else if (tree instanceof EditTree.Sequence sequence) {
            for (var item : sequence.items()) {
                var entry = lines(item, column + dashGap);
                entry.set(0, " ".repeat(column) + "-" + entry.get(0).substring(column + 1));
                lines.addAll(entry);
            }
        }
        return lines;
    }

    /** The contents of a collection in flow style, without the braces or brackets. */
    static String inFlow(EditTree tree) {
        var parts = new ArrayList<String>();
        if (tree instanceof EditTree.Mapping mapping) {
            mapping.fields().forEach(field -> parts.add(scalar(field.key(), true) + ": " + flow(field.value())));
        } else if (tree instanceof EditTree.Sequence sequence) {
            sequence.items().forEach(item -> parts.add(flow(item)));
        }
        return String.join(", ", parts);
    }

    private static String flow(EditTree tree) {
        if (tree instanceof EditTree.Scalar) {
            return scalar(tree, true);
        }
        return tree instanceof EditTree.Mapping ? "{" + inFlow(tree) + "}" : "[" + inFlow(tree) + "]";
    }

    private static String scalar(EditTree tree, boolean inFlow) {
        var scalar = (EditTree.Scalar) tree;
        return ScalarSpelling.fresh(scalar.value(), scalar.type(), inFlow);
    }
}
