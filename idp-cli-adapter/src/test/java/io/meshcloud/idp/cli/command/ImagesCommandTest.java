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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesCommandTest {
    private static final Instant PUSHED = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.commit(tree -> {
            var file = tree.resolve("platform/platform.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace(
                                    "  releases:\n",
                                    "  automation:\n    - environments: ['*/*/*']\n      order: semver\n  releases:\n")
                            .replace("deployOnPush: false", "deployOnPush: true"));
        });
        fixture.push("1.0.0", PUSHED);
        fixture.push("2.0.0", PUSHED.plusSeconds(60));
        fixture.push("1.0.1", PUSHED.plusSeconds(120));
        fixture.push("latest", PUSHED.plusSeconds(180));
    }

    @Test
    void a_table_says_which_tag_automation_takes_and_why_not_the_others() throws IOException {
        var head = fixture.head();

        var out = require(fixture.cli().run("images", ADDRESS)).out();

        assertThat(out)
                .containsPattern("rule +spec.automation\\[0]")
                .containsPattern("order +semver")
                .contains("automation now: would release")
                .containsPattern("TAG +DIGEST +TIME +VERSION +AUTOMATION")
                .containsPattern("2.0.0 +[0-9a-f]{12} +built 2026-11-20T00:01:00Z +2.0.0 +taken: is the newest")
                .containsPattern("1.0.1 .* outranked: is not the newest")
                .containsPattern("latest .* - +excluded: names no version");
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void json_has_every_field_and_says_how_many_tags_are_left_out() throws IOException {
        var result = require(fixture.cli().run("images", ADDRESS, "--limit", "1", "--output", "json"));

        var json = new ObjectMapper().readTree(result.out());
        assertThat(json.at("/address").asText()).isEqualTo(ADDRESS);
        assertThat(json.at("/order").asText()).isEqualTo("semver");
        assertThat(json.at("/automation/result").asText()).isEqualTo("planned");
        assertThat(json.at("/images")).hasSize(1);
        assertThat(json.at("/images/0/tag").asText()).isEqualTo("2.0.0");
        assertThat(json.at("/images/0/version").asText()).isEqualTo("2.0.0");
        assertThat(json.at("/images/0/timeMeaning").asText()).isEqualTo("built");
        assertThat(json.at("/images/0/automation").asText()).isEqualTo("taken");
        assertThat(json.at("/more").asInt()).isEqualTo(3);
    }

    @Test
    void explain_shows_the_tags_too() {
        assertThat(require(fixture.cli().run("explain", ADDRESS)).out())
                .containsPattern("2.0.0 .* taken: is the newest")
                .contains("images are ordered by the version in their tags (spec.automation[0].order)");
    }

    @Test
    void a_limit_below_1_is_exit_code_2() {
        assertThat(fixture.cli().run("images", ADDRESS, "--limit", "0").code()).isEqualTo(2);
    }

    @Test
    void an_unknown_environment_is_exit_code_4() {
        assertThat(fixture.cli().run("images", "likvid/hello-api/nowhere").code())
                .isEqualTo(4);
    }
}
