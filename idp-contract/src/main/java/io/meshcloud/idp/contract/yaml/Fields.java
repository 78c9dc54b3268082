// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import io.meshcloud.idp.contract.yaml.schema.SchemaIndex;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping. A field that the reader requests is known; all others are unknown fields and reported. So
 * the code that reads a kind of file is also the list of its fields.
 */
final class Fields {
    private final Reading reading;
    private final Node.Mapping mapping;
    private final Location key;
    private final String pointer;
    private final int failuresBefore;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(Reading reading, Node.Mapping mapping, Location key, String pointer) {
        this.reading = reading;
        this.mapping = mapping;
        this.key = key;
        this.pointer = pointer;
        this.failuresBefore = reading.failures();
    }

    Reading reading() {
        return reading;
    }

    <T> Value<T> required(String name, Reader<T> reader) {
        known.add(name);
        var path = Pointers.field(pointer, name);
        var entry = mapping.entry(name);
        if (entry.isEmpty()) {
            missing(name, path + " is missing");
            return new Value<>(null, path);
        }
        if (isNull(entry.get().value())) {
            var slot = slot(entry.get());
            slot.refuse(ProblemCode.MISSING_FIELD, path + " has no value", addition(name));
            return new Value<>(null, path);
        }
        return new Value<>(reader.read(slot(entry.get())), path);
    }

    <T> Value<T> optional(String name, Reader<T> reader) {
        known.add(name);
        var path = Pointers.field(pointer, name);
        var entry = mapping.entry(name);
        return new Value<T>(entry.isEmpty() ? null : reader.read(slot(entry.get())), path);
    }

    boolean has(String name) {
        return mapping.entry(name).isPresent();
    }

    /** The names of the fields of a group, whether or not the fields could be read. */
    Set<String> namesIn(String group) {
        return mapping.entry(group)
                .map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .map(node -> node.entries().stream()
                        .map(entry -> entry.key().text())
                        .collect(Collectors.toCollection(TreeSet::new)))
                .orElseGet(TreeSet::new);
    }

    /** Reports a field that does not exist for a reason worth explaining. */
    void refused(String name, String why, String fix) {
        known.add(name);
        mapping.entry(name)
                .ifPresent(entry -> reading.refuse(
                        ProblemCode.UNKNOWN_FIELD,
                        entry.key().location(),
                        Pointers.field(pointer, name),
                        Pointers.field(pointer, name) + " is not a field: " + why,
                        fix));
    }

    /** All fields that were not requested by name. The file chooses their names. */
    <K, V> Map<K, V> others(Function<String, K> name, Reader<V> value) {
        var entries = mapping.entries().stream()
                .filter(entry -> !known.contains(entry.key().text()))
                .toList();
        entries.forEach(entry -> known.add(entry.key().text()));
        var rest = new Slot(reading, new Node.Mapping(mapping.location(), entries), key, pointer);
        return Objects.requireNonNull(Readers.map(name, value).read(rest));
    }

    /** Reports an error of the group as a whole. */
    void refuse(String what, String fix) {
        reading.refuse(ProblemCode.INVALID_VALUE, key, pointer, what, fix);
    }

    /** Reports that a field is required here. */
    void missing(String name, String what) {
        reading.refuse(ProblemCode.MISSING_FIELD, key, Pointers.field(pointer, name), what, () -> addition(name));
    }

    /**
     * The value built from the fields; null if any of them could not be read. Called after all fields were requested.
     */
    <T> @Nullable T build(Supplier<T> builder) {
        refuseUnknown();
        return reading.failures() == failuresBefore ? builder.get() : null;
    }

    private void refuseUnknown() {
        for (var entry : mapping.entries()) {
            var name = entry.key().text();
            if (!known.contains(name)) {
                reading.refuse(
                        ProblemCode.UNKNOWN_FIELD,
                        entry.key().location(),
                        Pointers.field(pointer, name),
                        Quoted.of(name) + " is not a field of "
                                + (pointer.isEmpty() ? "the file's top level" : pointer),
                        () -> (Quoted.hasUnusualSpace(name) ? Slot.UNUSUAL_SPACE : "")
                                + SchemaIndex.of(reading.kind()).fixForUnknownField(pointer, name, known));
            }
        }
    }

    private String addition(String name) {
        return SchemaIndex.of(reading.kind())
                .description(Pointers.field(pointer, name))
                .map(text -> "add " + name + ": " + text)
                .orElse("add " + name);
    }

    private Slot slot(Node.Entry entry) {
        return new Slot(
                reading,
                entry.value(),
                entry.key().location(),
                Pointers.field(pointer, entry.key().text()));
    }

    private static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.kind() == ScalarKind.NULL;
    }
}
