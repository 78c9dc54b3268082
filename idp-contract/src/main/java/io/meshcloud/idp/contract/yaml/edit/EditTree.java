// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The meaning of a YAML file, without its formatting. The editor applies an edit to both the text and the meaning, and
 * returns the edited text only if it has exactly the edited meaning.
 */
sealed interface EditTree {
    /**
     * @param tag the type that the parser gives to the text
     */
    record Scalar(String tag, String value) implements EditTree {
        static Scalar of(String value, ScalarType type) {
            var tag = switch (type) {
                case STRING -> Tag.STR;
                case BOOLEAN -> Tag.BOOL;
                case NUMBER -> value.indexOf('.') < 0 ? Tag.INT : Tag.FLOAT;
            };
            return new Scalar(tag.getValue(), value);
        }

        ScalarType type() {
            if (tag.equals(Tag.STR.getValue())) {
                return ScalarType.STRING;
            }
            return tag.equals(Tag.BOOL.getValue()) ? ScalarType.BOOLEAN : ScalarType.NUMBER;
        }
    }

    record Sequence(List<EditTree> items) implements EditTree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Mapping(List<Field> fields) implements EditTree {
        public Mapping {
            fields = List.copyOf(fields);
        }
    }

    record Field(EditTree key, EditTree value) {}

    static EditTree of(Node node) {
        if (node instanceof MappingNode mapping) {
            return new Mapping(mapping.getValue().stream()
                    .map(tuple -> new Field(of(tuple.getKeyNode()), of(tuple.getValueNode())))
                    .toList());
        }
        if (node instanceof SequenceNode sequence) {
            return new Sequence(sequence.getValue().stream().map(EditTree::of).toList());
        }
        return new Scalar(node.getTag().getValue(), ((ScalarNode) node).getValue());
    }

    /** This tree with the node at this path of indices changed. */
    default EditTree change(List<Integer> path, UnaryOperator<EditTree> change) {
        if (path.isEmpty()) {
            return change.apply(this);
        }
        int index = path.get(0);
        var rest = path.subList(1, path.size());
        if (this instanceof Mapping mapping) {
            var fields = new ArrayList<>(mapping.fields());
            var field = fields.get(index);
            fields.set(index, new Field(field.key(), field.value().change(rest, change)));
            return new Mapping(fields);
        }
        if (this instanceof Sequence sequence) {
            var items = new ArrayList<>(sequence.items());
            items.set(index, items.get(index).change(rest, change));
            return new Sequence(items);
        }
        throw new IllegalArgumentException("a scalar has no parts");
    }

    /** This tree with the fields or items of the other tree appended. */
    default EditTree append(EditTree other) {
        if (this instanceof Mapping mapping && other instanceof Mapping added) {
            var fields = new ArrayList<>(mapping.fields());
            fields.addAll(added.fields());
            return new Mapping(fields);
        }
        if (this instanceof Sequence sequence && other instanceof Sequence added) {
            var items = new ArrayList<>(sequence.items());
            items.addAll(added.items());
            return new Sequence(items);
        }
        throw new IllegalArgumentException("only two mappings or two sequences can be joined");
    }

    /** This tree without the field or item at this index. */
    default EditTree without(int index) {
        if (this instanceof Mapping mapping) {
            var fields = new ArrayList<>(mapping.fields());
            fields.remove(index);
            return new Mapping(fields);
        }
        if (this instanceof Sequence sequence) {
            var items = new ArrayList<>(sequence.items());
            items.remove(index);
            return new Sequence(items);
        }
        throw new IllegalArgumentException("a scalar has no parts");
    }
}
