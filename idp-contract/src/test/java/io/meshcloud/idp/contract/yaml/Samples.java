// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Valid files of each kind as a starting point, and one way to read files of all kinds. */
public final class Samples {
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^( *)# ( *(?:- )?[A-Za-z-]+:.*| *- \\S+)$");

    private Samples() {}

    /** The ADR's example of {@code app-env.yaml}, word for word. */
    public static String appEnvironment() {
        return resource("/adr/app-env.yaml");
    }

    /** The ADR's example of {@code release.yaml}, with a digest in place of the dots. */
    public static String appRelease() {
        return resource("/adr/release.yaml");
    }

    /** The {@code platform.yaml} that {@code idp init} writes, with all its examples in use. */
    public static String platform() {
        return EXAMPLE.matcher(ContractFiles.defaultPlatformFile().asText()).replaceAll("$1$2");
    }

    static String of(DocumentKind kind) {
        return switch (kind) {
            case APP_ENVIRONMENT -> appEnvironment();
            case APP_RELEASE -> appRelease();
            case PLATFORM -> platform();
        };
    }

    static ReadResult<?> read(DocumentKind kind, String file, Bytes bytes) {
        return switch (kind) {
            case APP_ENVIRONMENT -> ContractFiles.readAppEnvironment(file, bytes);
            case APP_RELEASE -> ContractFiles.readAppRelease(file, bytes);
            case PLATFORM -> ContractFiles.readPlatform(file, bytes);
        };
    }

    /** Why the file is refused; empty if it is not. */
    static List<Finding> errors(DocumentKind kind, Bytes bytes) {
        return read(kind, kind.fileName(), bytes).match(document -> List.of(), findings -> findings);
    }

    private static String resource(String name) {
        try (var stream = Samples.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
