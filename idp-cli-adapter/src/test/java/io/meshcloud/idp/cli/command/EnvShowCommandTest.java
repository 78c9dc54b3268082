// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvShowCommandTest {
    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void release() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.push("1.0.0", Instant.parse("2026-11-20T00:00:00Z"));
        require(fixture.cli().run("release", ADDRESS, "--image", "1.0.0"));
    }

    private static void delete(Path below) throws IOException {
        try (var files = Files.walk(below)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void says_that_the_registry_contains_the_running_image() throws IOException {
        var result = require(fixture.cli().run("env", "show", ADDRESS, "--output", "json"));

        assertThat(new ObjectMapper()
                        .readTree(result.out())
                        .at("/imageInRegistry")
                        .asText())
                .isEqualTo("present");
    }

    @Test
    void warns_of_an_image_that_is_gone_and_shows_the_rest() throws IOException {
        delete(fixture.registry().resolve("likvid"));

        var result = require(fixture.cli().run("env", "show", ADDRESS));

        assertThat(result.out()).contains("in registry", "gone", "1.0.0");
        assertThat(result.err()).contains("gone from the registry", "push it again");
    }

    @Test
    void warns_of_a_registry_that_is_down_and_shows_the_rest() throws IOException {
        delete(fixture.registry());

        var result = require(fixture.cli().run("env", "show", ADDRESS));

        assertThat(result.out()).contains("unknown", "1.0.0");
        assertThat(result.err()).contains("it is unknown whether");
    }
}
