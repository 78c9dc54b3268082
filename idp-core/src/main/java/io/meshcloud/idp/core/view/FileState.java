package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A contract file at its place in a snapshot: there and valid, not there, or there and broken.
 *
 * @param <T> the kind of file
 */
public sealed interface FileState<T> {

    /** The document, if it is there and keeps every rule that can be checked on it alone. */
    default Optional<Document<T>> document() {
        return Optional.empty();
    }

    /** The bytes, if a regular file of readable size is there. */
    default Optional<Bytes> bytes() {
        return Optional.empty();
    }

    default boolean isAbsent() {
        return false;
    }

    /** Readable. */
    record Valid<T>(Document<T> value) implements FileState<T> {
        public Valid {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public Optional<Document<T>> document() {
            return Optional.of(value);
        }

        @Override
        public Optional<Bytes> bytes() {
            return Optional.of(value.bytes());
        }
    }

    /** Nothing is there. */
    record Absent<T>() implements FileState<T> {
        @Override
        public boolean isAbsent() {
            return true;
        }
    }

    /**
     * Something is there that is not a valid file of this kind.
     *
     * @param findings why, at least one of them an error
     * @param content its bytes, if it is a regular file that was read
     */
    record Broken<T>(List<Finding> findings, @Nullable Bytes content) implements FileState<T> {
        public Broken {
            findings = findings.stream().sorted().toList();
        }

        @Override
        public Optional<Bytes> bytes() {
            return Optional.ofNullable(content);
        }

        /** Whether it is a link, a folder or the like, which is never written over. */
        public boolean isNotAFile() {
            return findings.stream().anyMatch(finding -> finding.code() == ProblemCode.NOT_A_REGULAR_FILE);
        }
    }
}
