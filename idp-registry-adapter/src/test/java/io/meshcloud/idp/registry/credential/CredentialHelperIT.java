// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the helpers of this test are shell scripts")
class CredentialHelperIT {
    @TempDir
    Path folder;

    /** Long enough for a busy machine; tests of the timeout use a short one. */
    private Duration patience = Duration.ofSeconds(30);

    @Test
    void a_helper_gets_the_server_on_its_input() throws IOException {
        helper("read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"for $server\\\","
                + "\\\"Secret\\\":\\\"$1\\\"}\"");

        var credential = ask().orElseThrow();

        assertThat(credential.user()).isEqualTo("for r.example");
        assertThat(credential.secret()).isEqualTo("get");
    }

    @Test
    void an_identity_token_is_distinguished_from_a_password() throws IOException {
        helper("echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");

        assertThat(ask().orElseThrow().isIdentityToken()).isTrue();
    }

    @Test
    void a_helper_that_does_not_know_the_server_gives_no_credential() throws IOException {
        helper("echo 'credentials not found in native keychain'; exit 1");

        assertThat(ask()).isEmpty();
    }

    @Test
    void a_helper_that_fails_is_refused_without_its_output() throws IOException {
        helper("echo secret; echo secret >&2; exit 3");

        assertRefused("failed with exit code 3");
    }

    @Test
    void a_helper_with_an_invalid_answer_is_refused_without_its_output() throws IOException {
        helper("echo secret");

        assertRefused("did not answer with Username and Secret");
    }

    @Test
    void a_helper_that_hangs_is_stopped() throws IOException {
        patience = Duration.ofSeconds(1);
        helper("sleep 600 & wait");

        assertRefused("no answer within 1 seconds");
    }

    @Test
    @Timeout(60)
    void a_process_that_a_helper_leaves_behind_is_not_waited_for() throws IOException {
        helper("sleep 90 & echo $! > " + folder.resolve("left") + "; echo '{\"Username\":\"u\",\"Secret\":\"s\"}'");
        try {
            assertThat(ask()).isPresent();
        } finally {
            var left = Long.parseLong(Files.readString(folder.resolve("left")).strip());
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void helpers_that_hang_take_no_thread_from_others() throws IOException {
        patience = Duration.ofMillis(100);
        var left = folder.resolve("left");
        helper("sleep 90 & echo $! >> " + left + "; exec sleep 90");
        try {
            for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
                assertRefused("no answer within");
            }
            helper("echo '{\"Username\":\"u\",\"Secret\":\"s\"}'");
            patience = Duration.ofSeconds(10);

            assertThat(ask()).isPresent();
        } finally {
            for (var id : Files.readAllLines(left)) {
                ProcessHandle.of(Long.parseLong(id)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void a_helper_does_not_see_the_variables_of_idp() throws IOException {
        helper("echo \"{\\\"Username\\\":\\\"u\\\",\\\"Secret\\\":\\\"$IDP_STATE_TOKEN$OTHER\\\"}\"");
        var environment =
                Map.of("PATH", folder + ":" + System.getenv("PATH"), "IDP_STATE_TOKEN", "s3cret", "OTHER", "theirs");

        var credential = new CredentialHelper(environment, patience).get("test", "r.example", folder);

        assertThat(credential.orElseThrow().secret()).isEqualTo("theirs");
    }

    @Test
    void a_helper_with_an_endless_answer_is_stopped() throws IOException {
        patience = Duration.ofSeconds(1);
        helper("exec yes secret");

        assertThat(problemOf(this::ask).toString()).doesNotContain("secret");
    }

    @Test
    void a_helper_of_the_host_overrides_the_store_and_the_file() throws IOException {
        helper("echo '{\"Username\":\"helper\",\"Secret\":\"s\"}'");
        var config = folder.resolve("config.json");
        Files.writeString(
                config,
                "{\"credsStore\":\"absent\",\"credHelpers\":{\"r.example\":\"test\"},"
                        + "\"auths\":{\"r.example\":{\"auth\":\"Y2k6c2VjcmV0\"}}}");
        var docker = DockerCredentials.ofDocker(config, newHelper());

        assertThat(docker.find("r.example").orElseThrow().user()).isEqualTo("helper");
    }

    @Test
    void without_a_credential_in_the_store_the_file_is_used() throws IOException {
        helper("echo 'credentials not found'; exit 1");
        var config = folder.resolve("config.json");
        Files.writeString(config, "{\"credsStore\":\"test\",\"auths\":{\"r.example\":{\"auth\":\"Y2k6c2VjcmV0\"}}}");

        assertThat(DockerCredentials.ofDocker(config, newHelper()).find("r.example"))
                .isPresent();
    }

    private void helper(String script) throws IOException {
        var program = folder.resolve("docker-credential-test");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private CredentialHelper newHelper() {
        var path = folder + ":" + System.getenv("PATH");
        return new CredentialHelper(Map.of("PATH", path), patience);
    }

    private Optional<Credential> ask() {
        return newHelper().get("test", "r.example", folder.resolve("config.json"));
    }

    private void assertRefused(String why) {
        var problem = problemOf(this::ask);
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.what()).contains(why);
        assertThat(problem + problem.fix()).doesNotContain("secret");
    }
}
