// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Checks single files outside a state repository, against the platform's settings and the other file in the same
 * folder.
 */
final class FileValidation {
    private final Platform platform;

    FileValidation(Platform platform) {
        this.platform = platform;
    }

    /** Every finding of a file, warnings included. */
    List<Finding> check(NamedFile file) {
        return switch (kind(file)) {
            case APP_ENVIRONMENT -> findings(environment(file), document -> PlatformCheck.check(document, platform));
            case APP_RELEASE ->
                findings(
                        ContractFiles.readAppRelease(file.name(), file.bytes()),
                        document -> againstEnvironment(file, document));
            case PLATFORM -> findings(ContractFiles.readPlatform(file.name(), file.bytes()), document -> List.of());
        };
    }

    static DocumentKind kind(NamedFile file) {
        return declaredKind(file.name(), file.bytes())
                .or(() -> Arrays.stream(DocumentKind.values())
                        .filter(kind -> kind.fileName()
                                .equals(String.valueOf(file.path().getFileName())))
                        .findFirst())
                .orElse(DocumentKind.APP_ENVIRONMENT);
    }

    private static Optional<DocumentKind> declaredKind(String name, Bytes bytes) {
        return YamlTree.read(name, bytes)
                .optionalRoot()
                .flatMap(root -> root instanceof Node.Mapping mapping ? mapping.entry("kind") : Optional.empty())
                .flatMap(entry -> entry.value() instanceof Node.Scalar scalar
                        ? DocumentKind.ofWord(scalar.text())
                        : Optional.empty());
    }

    private static ReadResult<AppEnvironment> environment(NamedFile file) {
        return ContractFiles.readAppEnvironment(file.name(), file.bytes());
    }

    /** A release is checked against the environment in the same folder, if one can be read. */
    private List<Finding> againstEnvironment(NamedFile file, Document<AppRelease> release) {
        var neighbour = file.path().resolveSibling(Layout.APP_ENVIRONMENT_FILE);
        if (!Files.isRegularFile(neighbour, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        return environment(NamedFile.read(neighbour.toString(), neighbour))
                .match(document -> ReleaseCheck.check(release, document.value(), platform), refused -> List.of());
    }

    private static <T> List<Finding> findings(ReadResult<T> result, Function<Document<T>, List<Finding>> rules) {
        return result.match(
                document -> Stream.concat(document.warnings().stream(), rules.apply(document).stream())
                        .toList(),
                refused -> refused);
    }

    /** The finding for a link, or another entry that is not a file, in place of a file. */
    static Finding notRegular(String name) {
        return Finding.error(
                ProblemCode.NOT_A_REGULAR_FILE,
                Location.of(name),
                "",
                "this is not a regular file; links are not followed",
                "put a regular file in its place");
    }
}
