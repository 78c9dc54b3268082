package io.meshcloud.idp.contract.yaml.edit;

import java.util.function.Function;

import java.util.Objects;

/** A change of one scalar field of a file, addressed by its path, for {@link YamlEditor}. */
public sealed interface FieldEdit {
    /**
     * The field's path below the document's root, such as {@code spec.runtime.scaling.replicas}. An entry of a list is
     * addressed by its name, {@code spec.config.env[LOG_LEVEL].value}, or by another field that tells it from the
     * others, {@code spec.config.buildingBlocks[ref=postgres-default]}.
     */
    String pointer();

    <R> R match(Function<? super Put, R> put, Function<? super Remove, R> remove);

    /**
     * Gives the field this value, adding the field and the mappings, lists and entries above it where they are absent,
     * each at the end of what holds it. Nothing happens where a scalar of this type and value stands there already,
     * however it is written.
     *
     * @param value the scalar's value; the editor quotes it where the contract's rules ask for it
     * @param type how the value is meant, so that the string {@code "true"} is not written as a boolean
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
     * Takes the field away, or the entry of a list. Nothing happens where it is absent.
     *
     * <p>With the last field of a mapping or the last entry of a list goes the key above it, and so on upwards; so what
     * a {@link Put} has added is taken away without a trace. Only braces and brackets behind a key of a block mapping
     * stay, empty, since no {@link Put} writes them there.
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

    /** What a scalar is. */
    enum ScalarType {
        STRING,
        NUMBER,
        BOOLEAN
    }
}
