// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that a person uses from day to day, each used once as intended. */
@Slow
class StoryTest {
    private static final Instant CREATED = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    private Path folder;

    private StateFixture fixture;
    private Digest first;

    @BeforeEach
    void an_environment_with_two_images() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        first = fixture.push("1.0.0", CREATED);
        fixture.push("1.1.0", CREATED.plusSeconds(60));
    }

    private TestRun.Result done(String... words) {
        return require(fixture.cli().run(words));
    }

    private JsonNode json(String... words) throws IOException {
        return new ObjectMapper()
                .readTree(require(fixture.cli().with("IDP_OUTPUT", "json").run(words))
                        .out());
    }

    @Test
    void a_release_prints_address_image_and_commit_and_a_repetition_changes_nothing() throws IOException {
        var released = done("release", ADDRESS, "--image", "1.0.0");
        assertThat(released.out())
                .contains("released", ADDRESS, StateFixture.REPOSITORY, "1.0.0", "sha256:", "commit", fixture.head());
        assertThat(done("env", "show", ADDRESS).out()).contains("released through  idp-cli");
        var commit = fixture.head();
        var second = done("release", ADDRESS, "--image", "1.0.0");
        assertThat(second.out()).startsWith("unchanged").doesNotContain("commit ");
        assertThat(fixture.head()).isEqualTo(commit);
    }

    @Test
    void history_contains_the_actor_and_the_reason() {
        done(
                "release",
                ADDRESS,
                "--image",
                "1.0.0",
                "--actor",
                "ci-1",
                "--reason",
                "first one",
                "--on-behalf-of",
                "p-7");
        assertThat(done("history", ADDRESS).out()).contains("ci-1 for p-7", "first one", "release");
    }

    @Test
    void every_commit_has_the_committer_of_the_settings() {
        require(fixture.cli()
                .with("IDP_COMMITTER", "Likvid Platform <platform@likvid.example>")
                .run("release", ADDRESS, "--image", "1.0.0"));
        assertThat(RealPart.git(fixture.state(), "log", "-1", "--format=%an <%ae>|%cn <%ce>", "main"))
                .startsWith("Likvid Platform <platform@likvid.example>|Likvid Platform <platform@likvid.example>");
    }

    @Test
    void a_rollback_releases_the_previous_image_and_a_hold_lasts_until_the_resume() {
        done("release", ADDRESS, "--image", "1.0.0");
        done("release", ADDRESS, "--image", "1.1.0");
        assertThat(done("rollback", ADDRESS, "--reason", "broken", "--hold").out())
                .contains("rolled back", StateFixture.REPOSITORY + ":1.0.0@" + first, "first released", "skipped  ");
        assertThat(done("env", "list").out()).contains("manual (held)");
        assertThat(done("env", "resume", ADDRESS).out()).startsWith("resumed");
        assertThat(done("env", "list").out()).doesNotContain("held");
    }

    @Test
    void a_rollback_is_a_conflict_if_another_image_runs_than_expected() {
        done("release", ADDRESS, "--image", "1.0.0");
        done("release", ADDRESS, "--image", "1.1.0");

        var result = fixture.cli().run("rollback", ADDRESS, "--reason", "broken", "--expect-current", first.value());

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).contains("IDP-2005", first.value());
    }

    @Test
    void setting_a_field_keeps_everything_else() {
        done("env", "set", ADDRESS, "runtime.scaling.replicas=3", "config.env.LOG_LEVEL=debug");
        assertThat(done("env", "show", ADDRESS).out()).contains("replicas: 3 # enough", "LOG_LEVEL");
        done("env", "set", ADDRESS, "config.env.LOG_LEVEL-");
        assertThat(done("env", "show", ADDRESS).out()).doesNotContain("LOG_LEVEL");
    }

    @Test
    void json_contains_the_fields_of_the_answer() throws IOException {
        var released = json("release", ADDRESS, "--image", "1.0.0");
        assertThat(released.get("result").asText()).isEqualTo("updated");
        assertThat(released.get("address").asText()).isEqualTo(ADDRESS);
        assertThat(released.get("digest").asText()).startsWith("sha256:");
        assertThat(released.get("commits").get(0).asText()).isEqualTo(fixture.head());
        assertThat(json("env", "list").at("/environments/0/address").asText()).isEqualTo(ADDRESS);
        assertThat(json("env", "show", ADDRESS).get("file").asText()).isEqualTo(StateFixture.contract());
        assertThat(json("history", ADDRESS).get("entries")).hasSize(2);
        assertThat(json("validate").get("valid").asBoolean()).isTrue();
    }

    @Test
    void each_json_record_has_its_time() throws IOException {
        var released = json("release", ADDRESS, "--image", "1.0.0");

        assertThat(released.get("at")).isEqualTo(json("history", ADDRESS).at("/entries/0/at"));
        for (var command : List.of(
                "release ADDRESS --image 1.0.0",
                "env show ADDRESS",
                "env set ADDRESS runtime.scaling.replicas=3",
                "history ADDRESS",
                "explain ADDRESS",
                "images ADDRESS",
                "validate",
                "verify",
                "reconcile --once")) {
            assertThat(json(command.replace("ADDRESS", ADDRESS).split(" "))
                            .path("at")
                            .asText())
                    .as(command)
                    .isEqualTo(TestRun.NOW.toString());
        }
    }

    @Test
    void results_link_to_the_commit_if_its_page_is_known() throws IOException {
        var cli = fixture.cli().with("IDP_COMMIT_LINK", "https://git.example/state/commit/{commit}");

        var released = require(cli.run("release", ADDRESS, "--image", "1.0.0"));
        assertThat(released.out()).contains("link      https://git.example/state/commit/" + fixture.head());
        var set = require(cli.run("env", "set", ADDRESS, "runtime.scaling.replicas=3", "--output", "json"));
        assertThat(new ObjectMapper().readTree(set.out()).at("/links/commit").asText())
                .isEqualTo("https://git.example/state/commit/" + fixture.head());
        assertThat(json("release", ADDRESS, "--image", "1.1.0").has("links")).isFalse();
    }

    @Test
    void a_refusal_in_json_contains_the_record_of_what_was_refused() throws IOException {
        var json = fixture.cli().with("IDP_OUTPUT", "json");

        var release = new ObjectMapper()
                .readTree(json.run("release", ADDRESS, "--image", "9.9.9").err());
        assertThat(release.get("status").asInt()).isEqualTo(404);
        assertThat(release.at("/release/result").asText()).isEqualTo("rejected");
        assertThat(release.at("/release/problem/code")).isEqualTo(release.get("code"));
        assertThat(release.at("/release/address").asText()).isEqualTo(ADDRESS);
        var change = new ObjectMapper()
                .readTree(json.run("env", "set", ADDRESS, "runtime.scaling.replicas=many")
                        .err());
        assertThat(change.at("/change/result").asText()).isEqualTo("rejected");
        assertThat(change.at("/change/subject").asText()).isEqualTo(ADDRESS);
    }

    @Test
    void an_environment_from_flags_is_a_valid_file() {
        var created = done(
                "env",
                "create",
                "likvid/hello-api/prod",
                "--name=hello-api-prod",
                "--tenant=likvid",
                "--app=hello-api",
                "--environment=prod",
                "--namespace=app-likvid-hello-api-prod",
                "--provider=harbor",
                "--repository=registry.example/likvid/hello-api/prod",
                "--mode=manual",
                "--port=8080",
                "--protocol=grpc",
                "--replicas=0",
                "--cpu-request=100m",
                "--memory-request=128Mi",
                "--cpu-limit=1",
                "--memory-limit=1Gi",
                "--host=hello.example.tld",
                "--path=/api",
                "--tls",
                "--env=LOG_LEVEL=a=b",
                "--env=EMPTY=",
                "--building-block=postgres-default",
                "--track=canary");
        assertThat(created.out()).startsWith("created");
        var shown = done("env", "show", "likvid/hello-api/prod").out();
        var file = shown.substring(shown.indexOf("apiVersion:"));
        assertThat(ContractFiles.readAppEnvironment("f", Bytes.utf8(file)))
                .isInstanceOfSatisfying(
                        ReadResult.Valid.class,
                        valid -> assertThat(valid.document().value().toString())
                                .contains("value=a=b", "postgres-default", "CANARY", "GRPC", "tls=true", "path=/api"));
    }

    @Test
    void an_environment_can_start_with_a_release_and_be_retired() throws IOException {
        fixture.push(ImageRepository.parse("registry.example/likvid/hello-api/prod"), "1.0.0", CREATED);
        Files.writeString(
                folder.resolve("prod.yaml"),
                StateFixture.contract("likvid", "hello-api", "prod", "registry.example/likvid/hello-api/prod"));
        var created = done("env", "create", "likvid/hello-api/prod", "-f", "prod.yaml", "--image", "1.0.0");
        assertThat(created.out().lines().filter(line -> line.startsWith("commit")))
                .hasSize(2);
        assertThat(done("env", "retire", "likvid/hello-api/prod", "--reason", "done")
                        .out())
                .startsWith("retired");
        assertThat(done("env", "list").out()).doesNotContain("prod");
        assertThat(done("history", "likvid/hello-api/prod").out()).contains("retire", "create");
    }

    @Test
    void a_file_is_applied_byte_for_byte() throws IOException {
        var text = "# with a comment\r\n" + StateFixture.contract().replace("replicas: 1", "replicas:   2");
        Files.writeString(folder.resolve("next.yaml"), text);
        assertThat(done("env", "apply", ADDRESS, "-f", "next.yaml").out()).startsWith("applied");
        assertThat(json("env", "show", ADDRESS).get("file").asText()).isEqualTo(text);
    }

    @Test
    void a_second_init_changes_nothing() throws IOException {
        var commit = fixture.head();
        assertThat(done("init").out()).startsWith("unchanged");
        assertThat(fixture.head()).isEqualTo(commit);
    }
}
