// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One value of a JSON document that is removed or has another value: of another type, empty, hostile, or the value that
 * the same field has elsewhere in the document.
 *
 * @param place where the value is
 * @param value the value in its place; a missing node removes it
 */
public record ChangedField(JsonPointer place, JsonNode value) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<JsonNode> VALUES = List.of(
            JSON.missingNode(),
            JSON.nullNode(),
            JSON.textNode(""),
            JSON.textNode("x\u0000\u001b[2J"),
            JSON.textNode("sha256:" + "0".repeat(64)),
            JSON.textNode("2099-01-01T00:00:00Z"),
            JSON.numberNode(-1),
            JSON.numberNode(Double.MAX_VALUE),
            JSON.booleanNode(true),
            JSON.objectNode(),
            JSON.arrayNode());

    /** All changes of a document. */
    public static List<ChangedField> of(JsonNode document) {
        var changes = new ArrayList<ChangedField>();
        collect(document, document, JsonPointer.empty(), changes);
        return changes;
    }

    /**
     * Some changes of a document: of each field at least one.
     *
     * @param most the most changes for one group of fields: those whose places differ only in the numbers of list
     *     entries
     */
    public static List<ChangedField> some(JsonNode document, Random random, int most) {
        var all = of(document);
        Collections.shuffle(all, random);
        var byField = new TreeMap<String, List<ChangedField>>();
        for (var change : all) {
            var kept = byField.computeIfAbsent(change.field(), field -> new ArrayList<>());
            if (kept.size() < most) {
                kept.add(change);
            }
        }
        return byField.values().stream().flatMap(List::stream).toList();
    }

    /** The name of the field; empty for an entry of a list. */
    public String name() {
        return place.last().mayMatchElement() ? "" : place.last().getMatchingProperty();
    }

    /** The place without the numbers of list entries. */
    private String field() {
        return place.toString().replaceAll("/[0-9]+", "/*");
    }

    /** A copy of a document with this change; an equal copy if the document has no such place. */
    public JsonNode in(JsonNode document) {
        var copy = document.<JsonNode>deepCopy();
        var parent = copy.at(place.head());
        if (parent instanceof ObjectNode object) {
            change(object, place.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode array) {
            change(array, place.last().getMatchingIndex());
        }
        return copy;
    }

    private void change(ObjectNode object, String name) {
        if (value.isMissingNode()) {
            object.remove(name);
        } else {
            object.set(name, value);
        }
    }

    private void change(ArrayNode array, int index) {
        if (value.isMissingNode()) {
            array.remove(index);
        } else if (array.has(index)) {
            array.set(index, value);
        }
    }

    private static void collect(JsonNode document, JsonNode node, JsonPointer at, List<ChangedField> changes) {
        if (node instanceof ObjectNode object) {
            for (var field : object.properties()) {
                var place = at.appendProperty(field.getKey());
                add(place, field.getValue(), document.findValues(field.getKey()), changes);
                collect(document, field.getValue(), place, changes);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                var place = at.appendIndex(i);
                add(place, array.get(i), List.of(), changes);
                collect(document, array.get(i), place, changes);
            }
        }
    }

    private static void add(JsonPointer place, JsonNode before, List<JsonNode> elsewhere, List<ChangedField> changes) {
        Set<JsonNode> values = new LinkedHashSet<>(VALUES);
        elsewhere.stream().filter(JsonNode::isValueNode).forEach(values::add);
        values.remove(before);
        values.forEach(value -> changes.add(new ChangedField(place, value)));
    }

    @Override
    public String toString() {
        return place + " is " + (value.isMissingNode() ? "missing" : value);
    }
}
