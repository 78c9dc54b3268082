package io.meshcloud.idp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** Programs that some tests need: without one a test is skipped on a laptop, and fails where {@code CI=true}. */
final class RealTools {
    private RealTools() {}

    static void require(String... programs) {
        for (var program : programs) {
            if (!isInstalled(program)) {
                var reason = program + " is not installed; on Debian: apt-get install docker-registry skopeo umoci"
                        + " apache2-utils util-linux";
                if ("true".equals(System.getenv("CI"))) {
                    Assertions.fail(reason);
                }
                abort(reason);
            }
        }
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    /** What a program prints, which has to succeed. */
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        var output = Files.createTempFile(folder, "output", ".txt");
        var process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", command[0])
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        var printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as("%s: %s", String.join(" ", command), printed)
                .isZero();
        return printed;
    }
}
