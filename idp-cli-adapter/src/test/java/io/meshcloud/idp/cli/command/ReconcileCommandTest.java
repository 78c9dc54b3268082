// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.ADDRESS;
import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileCommandTest {
    private static final Instant PUSHED = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    private Path folder;

    private StateFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.push("1.0.0", PUSHED);
    }

    private void switchOn() throws IOException {
        fixture.commit(work -> {
            var file = work.resolve("platform/platform.yaml");
            var text = Files.readString(file);
            assertThat(text).contains("deployOnPush: false");
            Files.writeString(file, text.replace("deployOnPush: false", "deployOnPush: true"));
        });
    }

    private TestRun.Result reconcile(String... more) {
        var words = new String[more.length + 2];
        words[0] = "reconcile";
        words[1] = "--once";
        System.arraycopy(more, 0, words, 2, more.length);
        return fixture.cli().run(words);
    }

    private static JsonNode json(TestRun.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void is_off_by_default() throws IOException {
        var head = fixture.head();

        assertThat(require(reconcile()).out()).startsWith("automation is off").contains("deployOnPush");
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void releases_a_pushed_image_once() throws IOException {
        switchOn();

        assertThat(require(reconcile()).out())
                .contains(ADDRESS, "updated", "1.0.0")
                .endsWith("1 updated, 0 unchanged, 0 held, 0 rejected, 0 not looked at\n");
        assertThat(require(reconcile()).out())
                .isEqualTo("0 updated, 1 unchanged, 0 held, 0 rejected, 0 not looked at\n");
        assertThat(require(fixture.cli().run("history", ADDRESS)).out()).contains("platform-release-controller");
        assertThat(require(fixture.cli().run("verify")).out()).contains("all as the platform writes them");
    }

    @Test
    void a_dry_run_writes_nothing() throws IOException {
        switchOn();
        var head = fixture.head();

        var answer = json(require(reconcile("--dry-run", "--output", "json")));
        assertThat(answer.at("/environments/0/release/result").asText()).isEqualTo("planned");
        assertThat(answer.at("/planned").asInt()).isEqualTo(1);
        assertThat(answer.at("/updated").asInt()).isZero();
        assertThat(require(reconcile("--dry-run")).out())
                .endsWith("1 planned, 0 unchanged, 0 held, 0 rejected, 0 not looked at\n");
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void manual_environments_are_counted() throws IOException {
        switchOn();
        require(fixture.cli().run("env", "hold", ADDRESS, "--reason", "audit"));

        assertThat(require(reconcile()).out())
                .isEqualTo("0 updated, 0 unchanged, 0 held, 0 rejected, 0 not looked at, 1 manual or held by people\n");
        assertThat(json(require(reconcile("--output", "json"))).at("/manual").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_warning_names_its_environment() throws IOException {
        switchOn();
        fixture.push("2.0.0", Instant.parse("1980-01-01T00:00:00Z"));

        assertThat(require(reconcile()).err()).contains("warning: " + ADDRESS + ": ignored because", "2.0.0");
    }

    @Test
    void a_refusal_says_how_to_fix_it() throws IOException {
        switchOn();
        fixture.push("1.0.1", PUSHED);

        assertThat(require(reconcile()).out()).contains("rejected", "IDP-2021", "1.0.1", "push a newer image");
        assertThat(require(fixture.cli().run("explain", ADDRESS)).out())
                .contains("automation now: rejected, IDP-2021", "1.0.1", "fix:   push a newer image");
    }

    @Test
    void the_next_poll_does_not_undo_a_rollback() throws IOException {
        switchOn();
        require(reconcile());
        fixture.push("1.1.0", PUSHED.plusSeconds(60));
        require(reconcile());
        require(fixture.cli().run("rollback", ADDRESS, "--reason", "slow"));
        var head = fixture.head();

        assertThat(json(require(reconcile("--output", "json"))).at("/unchanged").asInt())
                .isEqualTo(1);
        assertThat(fixture.head()).isEqualTo(head);
    }

    @Test
    void a_stop_holds_automation_back_and_refuses_people_until_releases_start_again() throws IOException {
        switchOn();
        assertThat(fixture.cli().run("stop").code()).as("no reason").isEqualTo(2);
        require(fixture.cli().run("stop", "--reason", "fire"));

        assertThat(require(reconcile()).out()).contains("held", "fire");
        var refused = fixture.cli().run("release", ADDRESS, "--image", "1.0.0");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("IDP-2012", "fire");

        require(fixture.cli().run("start"));
        assertThat(require(reconcile()).out()).contains("updated");
    }

    @Test
    void an_unreachable_registry_is_exit_code_6_and_reported() throws IOException {
        switchOn();
        try (var files = Files.walk(fixture.registry())) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }

        var result = reconcile();

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out()).contains("failed", "IDP-4001").endsWith("1 not looked at\n");
    }
}
