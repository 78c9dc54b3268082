// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.write;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes fields in the order of the calls, and omits absent ones. */
final class FieldWriter {
    private final JsonGenerator generator;

    FieldWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** Writes the {@code toString()} of the value, which is the text in a file for all types of the contract. */
    void text(String name, @Nullable Object value) throws IOException {
        if (value != null) {
            generator.writeStringField(name, value.toString());
        }
    }

    void number(String name, int value) throws IOException {
        generator.writeNumberField(name, value);
    }

    void bool(String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            generator.writeBooleanField(name, value);
        }
    }

    void object(String name, Part fields) throws IOException {
        generator.writeObjectFieldStart(name);
        fields.write();
        generator.writeEndObject();
    }

    /** Writes a list of groups; omits an empty list. */
    <T> void list(String name, Iterable<T> items, Item<T> item) throws IOException {
        if (items.iterator().hasNext()) {
            generator.writeArrayFieldStart(name);
            for (var each : items) {
                generator.writeStartObject();
                item.write(each);
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
    }

    /** Writes the fields of a group. */
    @FunctionalInterface
    interface Part {
        void write() throws IOException;
    }

    /** Writes the fields of one entry of a list. */
    @FunctionalInterface
    interface Item<T> {
        void write(T item) throws IOException;
    }
}
