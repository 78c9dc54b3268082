// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state of a contract file in a snapshot: valid, absent or broken.
 *
 * @param <T> the kind of file
 */
public sealed interface FileState<T> {

    static <T> FileState<T> read(Snapshot snapshot, StatePath path, BiFunction<String, Bytes, ReadResult<T>> reader) {
        return read(snapshot.read(path), path, reader);
    }

    /** The same for a file that was read before, for example in history. */
    static <T> FileState<T> read(StateFile file, StatePath path, BiFunction<String, Bytes, ReadResult<T>> reader) {
        if (file instanceof StateFile.Absent) {
            return new Absent<>();
        }
        if (file instanceof StateFile.Regular regular) {
            return parse(path, regular.bytes(), reader)
                    .match(Valid::new, findings -> new Broken<>(findings, regular.bytes()));
        }
        return new Broken<>(List.of(notReadable(file, path)), null);
    }

    /** Teams write these files, so a failure of the reader is reported as a broken file. */
    private static <T> ReadResult<T> parse(
            StatePath path, Bytes bytes, BiFunction<String, Bytes, ReadResult<T>> reader) {
        try {
            return Bulkhead.call(path.value(), () -> reader.apply(path.value(), bytes));
        } catch (IdpException e) {
            var problem = e.problem();
            return new ReadResult.Invalid<>(List.of(
                    Finding.error(problem.code(), Location.of(path.value()), "", problem.what(), problem.fix())));
        }
    }

    private static Finding notReadable(StateFile file, StatePath path) {
        var location = Location.of(path.value());
        if (file instanceof StateFile.TooLarge large) {
            return Finding.error(
                    ProblemCode.FILE_TOO_LARGE,
                    location,
                    "",
                    "the file has " + large.size() + " bytes, more than " + Snapshot.MAX_FILE_SIZE,
                    "make it smaller; a file of the contract needs a few kilobytes");
        }
        var what = file instanceof StateFile.NotRegular other ? other.description() : "something else";
        return Finding.error(
                ProblemCode.NOT_A_REGULAR_FILE,
                location,
                "",
                "there is " + what + " where a file belongs; it is neither followed nor opened",
                "put a regular file in its place");
    }

    /** The document, if the file passes every rule that can be checked on the file alone. */
    default Optional<Document<T>> document() {
        return Optional.empty();
    }

    /** The content, if the file passes every rule that can be checked on the file alone. */
    default Optional<T> value() {
        return document().map(Document::value);
    }

    /** The bytes, if it is a regular file of readable size. */
    default Optional<Bytes> bytes() {
        return Optional.empty();
    }

    default boolean isAbsent() {
        return false;
    }

    /** A valid file. */
    record Valid<T>(Document<T> file) implements FileState<T> {
        public Valid {
            Objects.requireNonNull(file, "file");
        }

        @Override
        public Optional<Document<T>> document() {
            return Optional.of(file);
        }

        @Override
        public Optional<Bytes> bytes() {
            return Optional.of(file.bytes());
        }
    }

    /** There is no file. */
    record Absent<T>() implements FileState<T> {
        @Override
        public boolean isAbsent() {
            return true;
        }
    }

    /**
     * There is something that is not a valid file of this kind.
     *
     * @param findings the reasons, at least one of them an error
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

        /** The first of the errors. */
        public Finding firstError() {
            return findings.stream().filter(Finding::isError).findFirst().orElseThrow();
        }

        /** Whether it is a symbolic link, a folder or the like, which is never overwritten. */
        public boolean isNotAFile() {
            return findings.stream().anyMatch(finding -> finding.code() == ProblemCode.NOT_A_REGULAR_FILE);
        }
    }
}
