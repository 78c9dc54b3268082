// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Slow
class VerifyCommandTest {
    private static final Instant PUSHED = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    private Path folder;

    private StateFixture released() throws IOException {
        var fixture = StateFixture.in(folder).withEnvironment();
        fixture.push("1.0.0", PUSHED);
        StateFixture.require(fixture.cli().run("release", StateFixture.ADDRESS, "--image", "1.0.0"));
        return fixture;
    }

    private static void tamper(StateFixture fixture) throws IOException {
        fixture.commit(work -> Files.writeString(work.resolve(StateFixture.RELEASE_PATH), "# by hand\n"));
    }

    private static JsonNode json(TestRun.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void a_clean_history_is_exit_code_0_and_says_what_was_not_checked() throws IOException {
        var result = released().cli().run("verify");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo("3 commits, 1 change of a release.yaml: all as the platform writes them; no signature was"
                        + " checked, so this does not prove who wrote the commits\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_finding_is_exit_code_3_and_is_printed_on_stdout() throws IOException {
        var fixture = released();
        tamper(fixture);

        var result = fixture.cli().run("verify");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(fixture.head().substring(0, 10) + " " + StateFixture.RELEASE_PATH
                                        + ": IDP-2031: written by 'somebody <somebody@example>'"),
                        line -> assertThat(line).startsWith("to fix: review the commit"),
                        line -> assertThat(line).startsWith("4 commits, 2 changes of a release.yaml: 1 finding;"));
        assertThat(result.err()).isEmpty();
    }

    @Test
    void json_contains_the_finding() throws IOException {
        var fixture = released();
        tamper(fixture);

        var result = json(fixture.cli().run("verify", "--output", "json"));

        assertThat(result.get("valid").asBoolean()).isFalse();
        assertThat(result.get("signaturesChecked").asBoolean()).isFalse();
        assertThat(result.get("commit").asText()).isEqualTo(fixture.head());
        assertThat(result.get("commits").asInt()).isEqualTo(4);
        assertThat(result.get("findings")).hasSize(1);
        assertThat(result.get("findings").get(0).get("commit").asText()).isEqualTo(fixture.head());
        assertThat(result.get("findings").get(0).get("code").asText()).isEqualTo("IDP-2031");
    }

    @Test
    void a_walk_ends_at_the_given_commit() throws IOException {
        var fixture = released();
        tamper(fixture);
        var looked = fixture.head();
        StateFixture.require(fixture.cli().run("release", StateFixture.ADDRESS, "--image", "1.0.0"));

        var result = fixture.cli().run("verify", "--since", looked.substring(0, 12));

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("1 commit since " + looked.substring(0, 10) + ", 1 change");
    }

    @Test
    void a_file_of_signers_that_is_missing_is_named() throws IOException {
        var result = released().cli().run("verify", "--allowed-signers", "no-such-file");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("no-such-file", "does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\n", "# platform ssh-ed25519 AAAAC3Nz\n"})
    void a_file_without_signers_is_refused_before_commits_are_reported(String text) throws IOException {
        var fixture = released();
        Files.writeString(folder.resolve("nobody"), text);

        var result = fixture.cli().run("verify", "--allowed-signers", "nobody");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .containsPattern("contains no signer|line 1 of the file of allowed signers: no public key")
                .contains("nobody'");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void an_unknown_commit_is_exit_code_4() throws IOException {
        var result = released().cli().run("verify", "--since", "0123456789");

        assertThat(result.code()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("IDP-3012", "'0123456789'");
    }

    @Test
    void a_missing_repository_is_reported() {
        var result = new TestRun(folder)
                .with("IDP_STATE", "http://127.0.0.1:1/state.git")
                .run("verify");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void an_earlier_committer_can_be_named() throws IOException {
        var fixture = released();
        var today = fixture.cli().with("IDP_COMMITTER", "Platform <platform@example.tld>");

        assertThat(today.run("verify").code()).isEqualTo(3);
        assertThat(today.run("verify", "--committer", "idp <idp@localhost>").code())
                .isZero();
        assertThat(today.run("verify", "--committer", "idp").err()).contains("'Name <mail>'");
    }

    @Nested
    class With_a_key {

        private Path key(String name) {
            RealPart.program("ssh-keygen");
            var key = folder.resolve(name);
            RealPart.run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key.toString());
            return key;
        }

        private Path signers(Path key) throws IOException {
            return Files.writeString(folder.resolve("signers"), "platform " + Files.readString(Path.of(key + ".pub")));
        }

        @Test
        void commits_are_signed_and_the_check_requires_it() throws IOException {
            var key = key("key");
            signers(key);
            var fixture = StateFixture.in(folder).withEnvironment();
            fixture.push("1.0.0", PUSHED);
            fixture.push("1.1.0", PUSHED);
            StateFixture.require(
                    fixture.cli().run("release", StateFixture.ADDRESS, "--image", "1.0.0", "--signing-key", "key"));

            var good = fixture.cli().run("verify", "--allowed-signers", "signers");
            StateFixture.require(fixture.cli().run("release", StateFixture.ADDRESS, "--image", "1.1.0"));
            var unsigned = fixture.cli().with("IDP_ALLOWED_SIGNERS", "signers").run("verify");

            assertThat(good.out()).contains("signatures checked");
            assertThat(good.code()).isZero();
            assertThat(unsigned.code()).isEqualTo(3);
            assertThat(unsigned.out()).contains("IDP-2035", "not signed");
        }

        @Test
        void nothing_is_written_if_the_key_cannot_be_read() throws IOException {
            var fixture = released();
            fixture.push("1.1.0", PUSHED);
            var before = fixture.head();

            var result = fixture.cli()
                    .with("IDP_SIGNING_KEY", "nowhere")
                    .run("release", StateFixture.ADDRESS, "--image", "1.1.0");

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5002", "nowhere");
            assertThat(fixture.head()).isEqualTo(before);
        }
    }
}
