package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.util.Optional;

/**
 * Reads and writes the three kinds of file. Reading checks every rule that the file alone can break, and reports all
 * findings at once; it never throws for what the file holds. Safe for use by many threads.
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

    /** The kind that a file says it is; empty if it is not YAML or names none of the three. */
    public static Optional<DocumentKind> kindOf(Bytes bytes) {
        return YamlTree.read("", bytes).root().flatMap(ContractFiles::kindOf);
    }

    /** The canonical bytes of a release: equal releases give equal bytes. */
    public static Bytes writeAppRelease(AppRelease release) {
        return CanonicalWriter.write(release);
    }

    /** The canonical bytes of a new environment; one that exists is edited by {@link YamlEditor} instead. */
    public static Bytes writeAppEnvironment(AppEnvironment environment) {
        return CanonicalWriter.write(environment);
    }

    /** A {@code platform.yaml} to begin with: it means {@link Platform#DEFAULT} and shows every setting in comments. */
    public static Bytes defaultPlatformFile() {
        return Bytes.utf8(Resources.text(DEFAULT_PLATFORM));
    }

    private static <T> ReadResult<T> read(DocumentKind kind, String file, Bytes bytes, Reader.OfFields<T> reader) {
        var tree = YamlTree.read(file, bytes);
        if (tree.root().isEmpty()) {
            return new ReadResult.Refused<>(tree.findings());
        }
        var root = tree.root().get();
        var reading = new Reading(kind, root, tree.findings());
        var slot = new Slot(reading, root, root.location(), "");
        boolean another = kindOf(root).filter(found -> found != kind).isPresent();
        var value = Readers.object(another ? Headers.<T>alone() : reader).read(slot);
        var errors = reading.errors();
        return errors.isEmpty() && value != null
                ? new ReadResult.Valid<>(new TreeDocument<>(file, bytes, value, root, reading.warnings()))
                : new ReadResult.Refused<>(errors);
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
}
