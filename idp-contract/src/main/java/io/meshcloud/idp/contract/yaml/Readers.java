// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.problem.Suggestions;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of fields. */
final class Readers {
    private Readers() {}

    /** Any text. Without quotes it must not look like another type. */
    static Reader<String> text() {
        return slot -> {
            if (!(slot.node() instanceof Node.Scalar scalar)) {
                Scalars.refuse(slot, "a text", "write a text here");
                return null;
            }
            return switch (scalar.kind()) {
                case STRING -> scalar.text();
                case NULL -> {
                    Scalars.refuseNull(slot);
                    yield null;
                }
                case AMBIGUOUS -> {
                    slot.reading().refuseAmbiguous(scalar, slot.pointer(), "quote it: \"" + scalar.text() + "\"");
                    yield null;
                }
                case INTEGER, DECIMAL, BOOLEAN -> {
                    Scalars.refuse(slot, "a text", "quote it: \"" + scalar.text() + "\"");
                    yield null;
                }
            };
        };
    }

    /** A text with a rule, which the parser of the value checks. */
    static <T> Reader<T> text(Function<String, T> parser) {
        return slot -> {
            var text = text().read(slot);
            return text == null ? null : slot.parse(text, parser);
        };
    }

    /** A text that may also be written as a plain number, as long as all YAML readers agree on the number. */
    static <T> Reader<T> textOrNumber(Function<String, T> parser) {
        return slot -> slot.node() instanceof Node.Scalar scalar && Scalars.isPlainNumber(scalar)
                ? slot.parse(scalar.text(), parser)
                : text(parser).read(slot);
    }

    static Reader<Integer> integer(int minimum, int maximum) {
        return slot -> Scalars.integer(slot, minimum, maximum);
    }

    static Reader<Boolean> bool() {
        return Scalars::bool;
    }

    /** One of a closed set of words. */
    static <E> Reader<E> word(E[] values, Function<E, String> word) {
        return slot -> {
            var text = text().read(slot);
            if (text == null) {
                return null;
            }
            var found = Arrays.stream(values)
                    .filter(value -> word.apply(value).equals(text))
                    .findFirst();
            if (found.isEmpty()) {
                var words = Arrays.stream(values).map(word).toList();
                slot.refuse(
                        ProblemCode.INVALID_VALUE,
                        Quoted.of(text) + " is not one of " + String.join(", ", words),
                        Suggestions.closest(text, words)
                                .map(close -> "did you mean " + Quoted.of(close) + "?")
                                .orElse("write " + String.join(" or ", words)));
            }
            return found.orElse(null);
        };
    }

    /** A group of fields. */
    static <T> Reader<T> object(Reader.OfFields<T> reader) {
        return slot -> {
            if (!(slot.node() instanceof Node.Mapping mapping)) {
                Scalars.refuse(slot, "a group of fields", "indent the fields below the key");
                return null;
            }
            return reader.read(new Fields(slot.reading(), mapping, slot.key(), slot.pointer()));
        };
    }

    /** A list. Each entry keeps its path, even if it could not be read. */
    static <T> Reader<List<Value<T>>> list(Reader<T> item) {
        return slot -> {
            if (!(slot.node() instanceof Node.Sequence sequence)) {
                Scalars.refuse(slot, "a list", "write one entry per line, each after '- '");
                return null;
            }
            var values = new ArrayList<Value<T>>();
            for (var node : sequence.items()) {
                var pointer = slot.pointer() + "[" + values.size() + "]";
                values.add(new Value<>(item.read(new Slot(slot.reading(), node, node.location(), pointer)), pointer));
            }
            return values;
        };
    }

    /** Values by names that the file chooses, without the entries that could not be read. */
    static <K, V> Reader<Map<K, V>> map(Function<String, K> name, Reader<V> value) {
        return slot -> {
            if (!(slot.node() instanceof Node.Mapping mapping)) {
                Scalars.refuse(slot, "a group of names", "indent the names below the key");
                return null;
            }
            var values = new LinkedHashMap<K, V>();
            for (var entry : mapping.entries()) {
                var key = entry.key();
                var pointer = Pointers.field(slot.pointer(), key.text());
                var parsed = slot.reading().parse(key.text(), name, key.location(), pointer);
                var content = value.read(new Slot(slot.reading(), entry.value(), key.location(), pointer));
                if (parsed != null && content != null) {
                    values.put(parsed, content);
                }
            }
            return values;
        };
    }

    static <T> List<T> contents(List<Value<T>> values) {
        return values.stream().map(Value::get).collect(Collectors.toList());
    }
}
