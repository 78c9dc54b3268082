// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptRewriteCommandTest {
    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void drop_a_release() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.push("1.0.0", Instant.parse("2026-11-20T00:00:00Z"));
        require(fixture.cli().run("release", ADDRESS, "--image", "1.0.0"));
        RealPart.git(fixture.state(), "update-ref", "refs/heads/main", "main~1");
    }

    @Test
    void every_command_refuses_and_names_the_fix() throws IOException {
        for (var words : List.of(
                List.of("release", ADDRESS, "--image", "1.0.0"),
                List.of("rollback", ADDRESS, "--reason", "r"),
                List.of("history", ADDRESS),
                List.of("env", "list"))) {
            var result = fixture.cli().run(words.toArray(String[]::new));

            assertThat(result.code()).as("%s", words).isEqualTo(5);
            assertThat(result.err())
                    .contains("IDP-3010", "idp accept-rewrite " + fixture.head().substring(0, 10));
        }
    }

    @Test
    void an_accepted_branch_works_again_and_is_reported_once() throws IOException {
        var tip = fixture.head();

        assertThat(fixture.cli().run("accept-rewrite", tip).code())
                .as("no reason")
                .isEqualTo(2);
        assertThat(fixture.cli()
                        .run("accept-rewrite", "1234567", "--reason", "r")
                        .code())
                .isEqualTo(5);
        var dry = require(fixture.cli().run("accept-rewrite", tip, "--reason", "r", "--dry-run"));
        assertThat(dry.out())
                .startsWith("would be accepted")
                .contains("branch at " + tip.substring(0, 10), "which was at");
        assertThat(fixture.head()).isEqualTo(tip);
        var json = new ObjectMapper()
                .readTree(require(fixture.cli().run("accept-rewrite", tip, "--reason", "r", "--output", "json"))
                        .out());
        assertThat(json.at("/result").asText()).isEqualTo("changed");
        assertThat(json.at("/commits/0").asText()).isEqualTo(fixture.head());
        assertThat(require(fixture.cli().run("accept-rewrite", tip, "--reason", "r"))
                        .out())
                .startsWith("unchanged");

        require(fixture.cli().run("release", ADDRESS, "--image", "1.0.0"));
    }
}
