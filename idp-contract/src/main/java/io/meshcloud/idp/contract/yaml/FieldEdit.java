package io.meshcloud.idp.contract.yaml;

import java.util.Objects;

/** A change of one scalar field of a file, addressed by its path, for {@link YamlEditor}. */
public sealed interface FieldEdit {
    /** The field's path below the document's root, such as {@code spec.runtime.scaling.replicas}. */
    String pointer();

    /**
     * Gives the field this value, adding the field and the mappings above it where they are absent. A list entry with
     * a name is addressed by it: {@code spec.config.env[LOG_LEVEL].value}.
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
    }

    /** Takes the field away, or the named list entry. Nothing happens where it is absent. */
    record Remove(String pointer) implements FieldEdit {
        public Remove {
            Objects.requireNonNull(pointer, "pointer");
        }
    }

    /** What a scalar is. */
    enum ScalarType {
        STRING,
        NUMBER,
        BOOLEAN
    }
}
