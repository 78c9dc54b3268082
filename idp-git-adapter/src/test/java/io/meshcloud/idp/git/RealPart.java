package io.meshcloud.idp.git;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A program that a test needs. Where it is missing the test is skipped with the reason, and fails where {@code CI=true}. */
final class RealPart {
    private RealPart() {}

    static Path program(String name, String... otherFolders) {
        return find(name, otherFolders).orElseGet(() -> missing(name + " is not installed"));
    }

    static <T> T missing(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            return fail(reason + ", and this is CI");
        }
        return abort(reason);
    }

    private static Optional<Path> find(String name, String... otherFolders) {
        var path = System.getenv().getOrDefault("PATH", "")
                + File.pathSeparator
                + String.join(File.pathSeparator, otherFolders);
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
