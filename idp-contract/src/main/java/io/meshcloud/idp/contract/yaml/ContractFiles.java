// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import io.meshcloud.idp.contract.yaml.write.CanonicalWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads and writes the three kinds of file. Reading checks all rules that concern one file, and reports all findings at
 * once. It never throws because of a file's contents. Thread-safe.
 */
public final class ContractFiles {
    private static final String DEFAULT_PLATFORM = "/io/meshcloud/idp/contract/platform.yaml";

    private ContractFiles() {}

    public static ReadResult<AppEnvironment> readAppEnvironment(String file, Bytes bytes) {
        return read(DocumentKind.APP_ENVIRONMENT, file, bytes, AppEnvironmentReader::read);
    }

    public static ReadResult<AppRelease> readAppRelease(String file, Bytes bytes) {
        return read(DocumentKind.APP_RELEASE, file, bytes, AppReleaseReader::read);
    }

    public static ReadResult<Platform> readPlatform(String file, Bytes bytes) {
        return read(DocumentKind.PLATFORM, file, bytes, PlatformReader::read);
    }

    /** The kind that a file declares; empty if the file is not YAML or declares none of the three. */
    public static Optional<DocumentKind> kindOf(Bytes bytes) {
        return YamlTree.read("", bytes).optionalRoot().flatMap(ContractFiles::kindOf);
    }

    /** The canonical bytes of a release: equal releases give equal bytes. */
    public static Bytes writeAppRelease(AppRelease release) {
        return CanonicalWriter.write(release);
    }

    /** The canonical bytes of a new environment. {@link YamlEditor} edits existing ones. */
    public static Bytes writeAppEnvironment(AppEnvironment environment) {
        return CanonicalWriter.write(environment);
    }

    /** The first {@code platform.yaml}: it equals {@link Platform#DEFAULT} and shows all settings in comments. */
    public static Bytes defaultPlatformFile() {
        return Bytes.ofResource(DEFAULT_PLATFORM);
    }

    private static <T> ReadResult<T> read(DocumentKind kind, String file, Bytes bytes, Reader.OfFields<T> reader) {
        var tree = YamlTree.read(file, bytes);
        var root = tree.root();
        if (root == null) {
            return new ReadResult.Invalid<>(tree.findings());
        }
        var reading = new Reading(kind, root, tree.findings());
        var slot = new Slot(reading, root, root.location(), "");
        boolean otherKind = kindOf(root).filter(found -> found != kind).isPresent();
        var value = Readers.<T>object(fields -> {
                    readHeader(fields);
                    // The fields of another kind would all be unknown, and no finding about them would help.
                    return otherKind ? null : reader.read(fields);
                })
                .read(slot);
        var errors = reading.errors();
        return errors.isEmpty() && value != null
                ? new ReadResult.Valid<>(new TreeDocument<>(file, bytes, value, root, reading.warnings()))
                : new ReadResult.Invalid<>(Stream.concat(errors.stream(), otherThan(errors, reading.warnings()))
                        .toList());
    }

    /** The doubts about values that were not refused: a doubt about a refused value adds nothing. */
    private static Stream<Finding> otherThan(List<Finding> errors, List<Finding> warnings) {
        var refused = errors.stream().map(Finding::pointer).collect(Collectors.toSet());
        return warnings.stream().filter(warning -> !refused.contains(warning.pointer()));
    }

    private static void readHeader(Fields root) {
        root.required("apiVersion", exactly(DocumentKind.API_VERSION));
        root.required("kind", exactly(root.reading().kind().word()));
    }

    private static Reader<String> exactly(String expected) {
        return slot -> {
            var text = Readers.text().read(slot);
            if (text != null && !text.equals(expected)) {
                slot.refuse(
                        ProblemCode.WRONG_DOCUMENT_KIND,
                        "the " + slot.pointer() + " is " + Quoted.of(text) + ", not " + expected,
                        "write " + slot.pointer() + ": " + expected + ", if this is the right file");
            }
            return text;
        };
    }

    private static Optional<DocumentKind> kindOf(Node root) {
        return root instanceof Node.Mapping mapping
                ? mapping.entry("kind")
                        .map(Node.Entry::value)
                        .filter(Node.Scalar.class::isInstance)
                        .map(Node.Scalar.class::cast)
                        .flatMap(scalar -> DocumentKind.ofWord(scalar.text()))
                : Optional.empty();
    }

    /** A document that keeps the tree that it was read from. */
    private record TreeDocument<T>(String file, Bytes bytes, T value, Node root, List<Finding> warnings)
            implements Document<T> {
        TreeDocument {
            warnings = List.copyOf(warnings);
        }

        @Override
        public Location locate(String pointer) {
            return Pointers.locate(root, pointer);
        }
    }
}
