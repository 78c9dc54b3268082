// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.HOST;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromoteCommandTest {
    private static final String DEV = StateFixture.ADDRESS;
    private static final String PROD = "likvid/hello-api/prod";

    @TempDir
    private Path folder;

    private StateFixture fixture;
    private Digest digest;

    @BeforeEach
    void release() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        Files.writeString(
                folder.resolve("prod.yaml"),
                StateFixture.contract("likvid", "hello-api", "prod", HOST + "/likvid/hello-api/prod"));
        require(run("env", "create", PROD, "-f", "prod.yaml"));
        digest = fixture.push("1.4.2", Instant.parse("2026-11-20T00:00:00Z"));
        require(run("release", DEV, "--image", "1.4.2"));
    }

    private TestRun.Result run(String... words) {
        return fixture.cli().run(words);
    }

    private String tag() {
        return "1.4.2-" + digest.hex().substring(0, 12);
    }

    @Test
    void releases_the_same_digest_and_reports_what_was_copied() throws IOException {
        var result = require(run("promote", DEV, PROD, "--reason", "tested"));

        assertThat(result.out())
                .contains("promoted", PROD, digest.value(), tag(), "from", DEV, "copied", "manifests: 1");
        assertThat(require(run("env", "show", PROD)).out()).contains(digest.value(), "present");
        assertThat(require(run("history", PROD)).out()).contains("tested; promoted from " + DEV);
        assertThat(require(run("explain", PROD)).out()).contains("promoted from  " + DEV);
        assertThat(new ObjectMapper()
                        .readTree(require(run("history", PROD, "--output", "json"))
                                .out())
                        .at("/entries/0/promotedFrom")
                        .asText())
                .isEqualTo(DEV);
        assertThat(require(run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void twice_is_unchanged() {
        require(run("promote", DEV, PROD));

        assertThat(require(run("promote", DEV, PROD)).out())
                .contains("unchanged")
                .doesNotContain("copied");
    }

    @Test
    void in_a_dry_run_copies_nothing() {
        var result = require(run("promote", DEV, PROD, "--dry-run"));

        assertThat(result.out()).contains("would be promoted", tag());
        assertThat(fixture.registry().resolve("likvid/hello-api/prod")).doesNotExist();
    }

    @Test
    void prints_everything_in_one_json_record() throws IOException {
        var result = new ObjectMapper()
                .readTree(require(run("promote", DEV, PROD, "--output", "json")).out());

        assertThat(result.at("/from").asText()).isEqualTo(DEV);
        assertThat(result.at("/source").asText()).contains(digest.value());
        assertThat(result.at("/transfer/manifests").asInt()).isEqualTo(1);
        assertThat(result.at("/transfer/tagged").asBoolean()).isTrue();
        assertThat(result.at("/release/result").asText()).isEqualTo("updated");
    }

    @Test
    void along_a_path_that_the_platform_forbids_is_exit_code_3_and_names_the_setting() throws IOException {
        fixture.commit(work -> {
            var file = work.resolve("platform/platform.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("      # promoteFrom:\n      #   - staging", "      promoteFrom: [staging]"));
        });

        var result = run("promote", DEV, PROD);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("IDP-2024", "spec.environments.prod.promoteFrom");
        assertThat(run("promote", DEV, PROD, "--explain").out()).contains("promote-path");
    }

    @Test
    void from_an_environment_without_a_release_is_exit_code_4() {
        var result = run("promote", PROD, DEV);

        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).contains("IDP-2025", "release an image there first");
    }

    @Test
    void needs_both_environments() {
        assertThat(run("promote", DEV).code()).isEqualTo(2);
    }
}
