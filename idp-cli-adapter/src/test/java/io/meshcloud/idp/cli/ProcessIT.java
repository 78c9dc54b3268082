// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.ReadOnlyFolder;
import io.meshcloud.idp.testkit.RealPart;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that need a separate process: the jar, its start, its streams, its end, its rights. */
class ProcessIT {
    private static final Set<String> HEAVY = Set.of(
            "com.google.inject.", "com.google.common.", "org.eclipse.jgit.", "com.fasterxml.", "ch.qos.logback.");

    @TempDir
    private Path folder;

    @Nested
    class The_jar {
        @Test
        void has_no_signature_and_describes_no_module() throws IOException {
            try (var jar = new JarFile(Idp.jar().toFile())) {
                assertThat(jar.stream().map(entry -> entry.getName()))
                        .noneMatch(name -> name.endsWith("module-info.class"))
                        .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                        .contains("logback.xml", "META-INF/LICENSE", "META-INF/NOTICE");
                var manifest = jar.getManifest().getMainAttributes();
                assertThat(manifest.getValue("Main-Class")).isEqualTo(Main.class.getName());
                assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
                assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            }
        }

        @Test
        void names_the_licence_of_every_work_in_it() throws IOException {
            try (var jar = new JarFile(Idp.jar().toFile())) {
                assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "END OF TERMS AND CONDITIONS");
                assertThat(text(jar, "META-INF/licenses/EPL-2.0.txt")).contains("Eclipse Public License - v 2.0");
                assertThat(text(jar, "META-INF/licenses/slf4j.txt")).contains("QOS.ch", "NONINFRINGEMENT");
                assertThat(text(jar, "META-INF/licenses/re2j.txt"))
                        .contains("The Go Authors", "POSSIBILITY OF SUCH DAMAGE");
                assertThat(text(jar, "about.html")).contains("Eclipse Distribution License");
                var named = Pattern.compile("`([a-z0-9]+(?:\\.[a-z0-9]+)*)`")
                        .matcher(text(jar, "META-INF/licenses/README.md"))
                        .results()
                        .map(found -> found.group(1).replace('.', '/') + "/")
                        .toList();
                assertThat(jar.stream().map(JarEntry::getName))
                        .filteredOn(name -> name.endsWith(".class"))
                        .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
                        .filteredOn(name -> !name.startsWith("io/meshcloud/idp/"))
                        .allMatch(name -> named.stream().anyMatch(name::startsWith));
            }
        }

        private static String text(JarFile jar, String name) throws IOException {
            try (var stream = jar.getInputStream(jar.getEntry(name))) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Test
        void prints_its_version() throws IOException, InterruptedException {
            var result = Idp.in(folder).run("--version");
            assertThat(result.code()).isZero();
            assertThat(result.out()).matches("(?s)idp \\d+\\.\\d+.*Java .*");
        }
    }

    @Nested
    class A_start {
        @ParameterizedTest
        @ValueSource(strings = {"--help", "--version", "env create --help", "schema app-env", "completion"})
        void that_needs_no_adapter_loads_no_large_library(String words) throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of(
                    Idp.java(),
                    "-Xlog:class+load:file=classes.log",
                    "-jar",
                    Idp.jar().toString()));
            command.addAll(List.of(words.split(" ")));
            var result = Idp.finish(Idp.in(folder).prepared(command).start());
            assertThat(result.code()).isZero();
            try (var lines = Files.lines(folder.resolve("classes.log"))) {
                var loaded = new TreeSet<String>();
                lines.forEach(line -> HEAVY.stream().filter(line::contains).forEach(loaded::add));
                assertThat(loaded).isEmpty();
            }
        }
    }

    @Nested
    class Streams {
        @Test
        void a_reader_that_closes_the_pipe_early_is_not_a_failure() throws IOException, InterruptedException {
            var shell = List.of(
                    "bash",
                    "-c",
                    "set -o pipefail; '" + Idp.java() + "' -jar '" + Idp.jar() + "' completion | head -c 1 >head.txt");
            var result = Idp.finish(Idp.in(folder).prepared(shell).start());
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.err()).isEmpty();
        }

        @Test
        void a_result_that_cannot_be_written_is_a_failure() throws IOException, InterruptedException {
            if (!Files.exists(Path.of("/dev/full"))) {
                throw RealPart.missing("this system has no /dev/full");
            }
            var process = Idp.in(folder)
                    .process("schema", "release")
                    .redirectOutput(new File("/dev/full"))
                    .start();
            var result = Idp.finish(process);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("standard output");
        }

        @Test
        void libraries_never_write_to_stdout() throws IOException, InterruptedException {
            var fixture = StateFixture.in(folder).withEnvironment();
            var result = Idp.in(folder)
                    .run(
                            "env",
                            "list",
                            "--output",
                            "json",
                            "--state",
                            fixture.state().toString());
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out()).startsWith("{").endsWith("}\n");
            assertThat(result.err()).isEmpty();
        }
    }

    @Nested
    class An_interruption {
        @Test
        void ends_with_130() throws IOException, InterruptedException {
            // Reading standard input is where the program waits for as long as it takes.
            var process = Idp.in(folder)
                    .process("env", "apply", "a/b/c", "-f", "-", "--state", "state.git")
                    .start();
            awaitReading(process);
            RealPart.run(folder, "kill", "-INT", Long.toString(process.pid()));
            boolean hasEnded = process.waitFor(1, TimeUnit.MINUTES);
            // A program that is started with SIGINT ignored, as a shell starts background jobs, goes on.
            process.destroyForcibly();
            assertThat(hasEnded).as("ended after SIGINT").isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }

        /** Gives the process input until it takes some: then it waits for more. */
        private void awaitReading(Process process) throws IOException {
            var input = process.getOutputStream();
            // More than any pipe holds: the last byte leaves only when somebody reads.
            input.write(new byte[128 * 1024]);
            input.flush();
        }
    }

    @Nested
    class Rights {
        @Test
        void a_release_to_a_read_only_state_repository_is_refused() throws IOException, InterruptedException {
            var fixture = StateFixture.in(folder).withEnvironment();
            fixture.push("1.0.0", Instant.parse("2026-11-20T00:00:00Z"));
            var before = fixture.head();
            try (var readOnly = ReadOnlyFolder.of(fixture.state())) {
                assertThat(readOnly).isNotNull();
                var result = Idp.in(folder)
                        .run(
                                "release",
                                StateFixture.ADDRESS,
                                "--image",
                                "1.0.0",
                                "--state",
                                fixture.state().toString(),
                                "--registry",
                                StateFixture.HOST + "=oci:" + fixture.registry());
                assertThat(result.code()).as("%s", result).isEqualTo(6);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).contains("error IDP-3", "fix:").doesNotContain("\tat ");
            }
            assertThat(fixture.head()).isEqualTo(before);
        }

        @Test
        void a_demo_in_a_read_only_folder_is_refused() throws IOException, InterruptedException {
            var locked = Files.createDirectory(folder.resolve("locked"));
            try (var readOnly = ReadOnlyFolder.of(locked)) {
                assertThat(readOnly).isNotNull();
                var result = Idp.in(folder).run("demo", "--dir", "locked/demo");
                assertThat(result.code()).as("%s", result).isEqualTo(2);
                assertThat(result.err()).contains("IDP-5005", "locked");
            }
        }
    }
}
