// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final Instant PUSHED = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.push("1.0.0", PUSHED);
        fixture.push("1.1.0", PUSHED.plusSeconds(60));
    }

    private static void delete(Path below) throws IOException {
        try (var files = Files.walk(below)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void before_the_first_release_it_says_that_nothing_runs_and_why_automation_waits() throws IOException {
        var head = fixture.head();

        var out = require(fixture.cli().run("explain", ADDRESS)).out();

        assertThat(out).contains("runs", "nothing", "automation now: held", "deploys nothing on a push", "RULE");
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void the_releaser_of_the_running_image_is_named_also_after_later_changes() {
        require(fixture.cli().run("release", ADDRESS, "--image", "1.1.0", "--reason", "asked for by support"));
        require(fixture.cli().run("env", "hold", ADDRESS, "--reason", "quiet please"));

        var out = require(fixture.cli().run("explain", ADDRESS, "--image", "1.0.0"))
                .out();

        assertThat(out).contains("1.1.0", "idp-cli", "asked for by support").doesNotContain("quiet please");
        assertThat(out).contains("release 1.0.0: would release", "is before");
    }

    @Test
    void a_missing_image_is_reported_in_the_answer() throws IOException {
        var result = fixture.cli().run("explain", ADDRESS, "--image", "9.9.9", "--output", "json");

        assertThat(result.code()).isZero();
        var json = new ObjectMapper().readTree(result.out());
        assertThat(json.at("/image/result").asText()).isEqualTo("rejected");
        assertThat(json.at("/image/problem/code").asText()).isEqualTo("IDP-2003");
    }

    @Test
    void a_running_image_that_is_gone_from_the_registry_causes_a_warning() throws IOException {
        require(fixture.cli().run("release", ADDRESS, "--image", "1.1.0", "--reason", "asked for by support"));
        assertThat(fixture.cli().run("explain", ADDRESS).err()).doesNotContain("gone from the registry");

        delete(fixture.registry().resolve("likvid"));

        assertThat(fixture.cli().run("explain", ADDRESS).err())
                .contains("the running image is gone from the registry", "push it again");
    }

    private String imageInRegistry() throws IOException {
        return new ObjectMapper()
                .readTree(require(fixture.cli().run("explain", ADDRESS, "--output", "json"))
                        .out())
                .at("/imageInRegistry")
                .asText();
    }

    @Test
    void the_json_says_whether_the_registry_has_the_running_image() throws IOException {
        assertThat(imageInRegistry()).isEmpty();
        require(fixture.cli().run("release", ADDRESS, "--image", "1.1.0", "--reason", "asked for by support"));
        assertThat(imageInRegistry()).isEqualTo("present");

        delete(fixture.registry().resolve("likvid"));

        assertThat(imageInRegistry()).isEqualTo("gone");
    }

    @Test
    void the_last_release_of_a_retired_environment_is_explained() {
        require(fixture.cli().run("release", ADDRESS, "--image", "1.1.0"));
        require(fixture.cli().run("env", "retire", ADDRESS, "--reason", "not needed any more"));

        var out = require(fixture.cli().run("explain", ADDRESS)).out();

        assertThat(out).contains("not needed any more", "automation now: rejected");
    }

    @Test
    void an_unreachable_registry_is_exit_code_6_after_the_answer() throws IOException {
        delete(fixture.registry());

        var result = fixture.cli().run("explain", ADDRESS, "--image", "1.0.0");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out())
                .contains("automation now: held", "release 1.0.0: unknown, IDP-4001")
                .doesNotContain("fix:");
        assertThat(result.err()).contains("IDP-4001", "fix:");
    }

    @Test
    void a_rewritten_branch_is_exit_code_6_and_a_problem_on_stderr() {
        require(fixture.cli().run("release", ADDRESS, "--image", "1.1.0"));
        RealPart.git(fixture.state(), "update-ref", "refs/heads/main", "main~1");

        for (var image : List.of("1.0.0", "9.9.9")) {
            var result = fixture.cli().run("explain", ADDRESS, "--image", image);

            assertThat(result.code()).as("%s", result).isEqualTo(6);
            assertThat(result.err()).contains("IDP-3010", "fix:");
            assertThat(result.out()).doesNotContain("fix:");
        }
    }

    @Test
    void an_unknown_environment_is_exit_code_4() {
        assertThat(fixture.cli().run("explain", "likvid/hello-api/nowhere").code())
                .isEqualTo(4);
    }
}
