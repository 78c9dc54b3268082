// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import java.util.Objects;
import java.util.function.Function;

/** A change of one scalar field of a file, addressed by its path, for {@link YamlEditor}. */
public sealed interface FieldEdit {
    /**
     * The field's path below the document's root, such as {@code spec.runtime.scaling.replicas}. An entry of a list is
     * addressed by its name, {@code spec.config.env[LOG_LEVEL].value}, or by another field that identifies it,
     * {@code spec.config.buildingBlocks[ref=postgres-default]}.
     */
    String pointer();

    <R> R match(Function<? super Put, R> put, Function<? super Remove, R> remove);

    /**
     * Sets the field to this value. Absent mappings, lists and entries on the path are added, each at the end of its
     * collection. Nothing changes if the field already has this type and value, in any notation.
     *
     * @param value the value of the scalar; the editor quotes it if the rules of the contract require it
     * @param type the type of the value, so that the string {@code "true"} is not written as a boolean
     */
    record Put(String pointer, String value, ScalarType type) implements FieldEdit {
        public Put {
            Objects.requireNonNull(pointer, "pointer");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(type, "type");
        }

        @Override
        public <R> R match(Function<? super Put, R> put, Function<? super Remove, R> remove) {
            return put.apply(this);
        }
    }

    /**
     * Removes the field or the entry of a list. Nothing changes if it is absent.
     *
     * <p>If the last field of a mapping or the last entry of a list is removed, the key above it is removed, too, and
     * so on upwards. So a removal undoes a {@link Put} completely. Only braces and brackets after a key of a block
     * mapping remain, empty, because no {@link Put} writes them there.
     */
    record Remove(String pointer) implements FieldEdit {
        public Remove {
            Objects.requireNonNull(pointer, "pointer");
        }

        @Override
        public <R> R match(Function<? super Put, R> put, Function<? super Remove, R> remove) {
            return remove.apply(this);
        }
    }

    /** The type of a scalar. */
    enum ScalarType {
        STRING,
        NUMBER,
        BOOLEAN
    }
}
