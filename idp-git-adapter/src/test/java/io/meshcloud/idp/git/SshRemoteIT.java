// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshRemoteIT {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private SshServer server;
    private Path ssh;

    @BeforeEach
    void serve() throws Exception {
        remote = BareRepository.create(scratch.resolve("state.git"), "trunk");
        ssh = scratch.resolve("home/.ssh");
        server = SshServer.start(scratch.resolve("sshd"));
        SshServer.generateKey(ssh.resolve("id_ed25519"));
        server.authorize(ssh.resolve("id_ed25519.pub"));
        Files.writeString(ssh.resolve("known_hosts"), server.knownHost());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private GitStateRepository open() {
        return new GitStateRepository(config(server.url(remote), scratch));
    }

    @Test
    void a_known_host_accepts_a_push_with_the_key_in_the_folder() {
        var repository = open();

        commit(repository, put("file", "1"));
        commit(repository, put("file", "2"));

        assertThat(remote.commits("trunk")).isEqualTo(2);
        assertThat(repository.notes()).isEmpty();
        remote.assertIntact();
    }

    @Test
    void an_unknown_host_is_refused_with_its_fingerprint_and_how_to_add_it() throws Exception {
        Files.writeString(ssh.resolve("known_hosts"), "");

        assertUnknownHost();
    }

    @Test
    void a_host_with_another_key_than_before_is_refused() throws Exception {
        SshServer.generateKey(scratch.resolve("other/key"));
        var known = server.knownHost();
        var other = Files.readString(scratch.resolve("other/key.pub"));
        Files.writeString(ssh.resolve("known_hosts"), known.substring(0, known.indexOf(' ') + 1) + other);

        assertUnknownHost();
    }

    @Test
    void the_users_settings_cannot_disable_the_check() throws Exception {
        Files.writeString(ssh.resolve("known_hosts"), "");
        Files.writeString(ssh.resolve("config"), "Host *\n  StrictHostKeyChecking no\n");

        assertUnknownHost();
    }

    /** The usual advice for servers that have old keys only. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Host *\n  HostKeyAlgorithms +ssh-rsa\n", "Host *\n  hostkeyalgorithms +ssh-rsa\n"})
    void a_server_with_several_keys_is_trusted_if_one_is_known(String settings) throws IOException {
        Files.writeString(ssh.resolve("known_hosts"), server.knownHostByRsaKey());
        Files.writeString(ssh.resolve("config"), settings);

        assertThat(open().snapshot().commit()).isEmpty();
    }

    @Test
    void a_list_of_key_types_in_the_settings_is_kept() throws Exception {
        Files.writeString(ssh.resolve("config"), "Host *\n  HostKeyAlgorithms rsa-sha2-512\n");

        var problem = Problems.of(open()::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
        assertThat(problem.what()).contains("not in known_hosts");
    }

    private void assertUnknownHost() throws Exception {
        var problem = Problems.of(open()::snapshot);

        var fingerprint = new String(
                        new ProcessBuilder(
                                        "ssh-keygen",
                                        "-lf",
                                        scratch.resolve("sshd/host_key.pub").toString())
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .split(" ")[1];
        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
        assertThat(problem.what()).contains(fingerprint);
        assertThat(problem.fix()).contains("ssh-keyscan -p ").contains("known_hosts");
    }

    @Test
    void a_key_that_the_server_does_not_know_is_refused() throws Exception {
        SshServer.generateKey(scratch.resolve("other/key"));
        server.authorize(scratch.resolve("other/key.pub"));

        var problem = Problems.of(open()::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
        assertThat(problem.what()).contains("none of the ssh keys");
    }

    @Test
    void a_key_of_the_running_agent_is_used() throws Exception {
        var socket = scratch.resolve("agent");
        var agent = new ProcessBuilder(RealPart.program("ssh-agent").toString(), "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            addToAgent(ssh.resolve("id_ed25519"), socket);
            Files.delete(ssh.resolve("id_ed25519"));
            Files.delete(ssh.resolve("id_ed25519.pub"));
            var settings = config(server.url(remote), scratch);
            var environment = new HashMap<>(settings.environment());
            environment.put("SSH_AUTH_SOCK", socket.toString());
            var repository = new GitStateRepository(
                    GitConfig.of(settings.url(), environment).withCacheFolder(settings.cacheFolder()));

            commit(repository, put("file", "1"));

            assertThat(remote.commits("trunk")).isEqualTo(1);
        } finally {
            agent.destroy();
        }
    }

    private static void addToAgent(Path key, Path socket) throws Exception {
        for (int tried = 0; ; tried++) {
            var add = new ProcessBuilder(RealPart.program("ssh-add").toString(), "-q", key.toString())
                    .redirectErrorStream(true);
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            var process = add.start();
            process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                return;
            }
            assertThat(tried).as("the agent does not come up").isLessThan(200);
        }
    }

    @Test
    void a_path_that_is_not_a_repository_is_reported() {
        var settings = config(server.url(remote).replace("state.git", "nothing.git"), scratch);

        var problem = Problems.of(new GitStateRepository(settings)::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
    }

    @Test
    void a_connection_that_breaks_before_the_first_byte_is_retryable() throws IOException {
        remote.commit("trunk", "first", Map.of("file", Bytes.utf8("1")));
        var repository = open();
        var base = repository.snapshot();
        answerWith("exit 0");

        for (var problem : List.of(
                Problems.of(repository::snapshot),
                Problems.of(() -> repository.commit(base, List.of(put("file", "2")))))) {
            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.retryable()).isTrue();
        }
        assertThat(remote.commits("trunk")).isEqualTo(1);
    }

    @Test
    void control_characters_in_messages_of_the_server_are_escaped() throws IOException {
        remote.commit("trunk", "first", Map.of("file", Bytes.utf8("1")));
        var repository = open();
        var base = repository.snapshot();
        answerWith("printf '\\033[2Jno such thing' >&2; exit 128");

        for (var problem : List.of(
                Problems.of(repository::snapshot),
                Problems.of(() -> repository.commit(base, List.of(put("file", "2")))))) {
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains("\\u001b[2Jno such thing").doesNotContain("\u001b");
        }
    }

    /** Runs this for every command of git. */
    private void answerWith(String command) throws IOException {
        var key = Files.readString(ssh.resolve("id_ed25519.pub"));
        server.authorize(Files.writeString(scratch.resolve("forced.pub"), "command=\"" + command + "\" " + key));
    }

    @Test
    void a_hook_that_refuses_is_quoted() {
        remote.commit("trunk", "first", Map.of("file", Bytes.utf8("1")));
        remote.hook("pre-receive", "echo not on Fridays; exit 1");

        var problem = Problems.of(() -> commit(open(), put("file", "2")));

        assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
        assertThat(problem.what()).contains("not on Fridays");
    }

    @Test
    void a_server_that_does_not_answer_for_its_branch_is_reported_after_the_timeout() throws Exception {
        // The first connection finds the repository empty, the second asks for its branch.
        var key = ssh.resolve("id_ed25519.pub");
        var once = "command=\"mkdir " + scratch.resolve("asked")
                + " && exec sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"; exec sleep 30\" ";
        server.authorize(Files.writeString(scratch.resolve("once.pub"), once + Files.readString(key)));
        var repository =
                new GitStateRepository(config(server.url(remote), scratch).withTimeout(Duration.ofSeconds(2)));

        var snapshot = assertTimeoutPreemptively(Duration.ofSeconds(20), repository::snapshot);

        assertThat(snapshot.commit()).isEmpty();
        assertThat(repository.notes()).singleElement().asString().contains("'main'");
    }

    @Test
    void a_server_that_is_down_is_reported() throws IOException {
        var repository = open();
        server.close();

        assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
    }

    @Test
    void a_server_with_an_unknown_name_is_reported() {
        var repository = new GitStateRepository(config("ssh://git@no-such-host.invalid/state.git", scratch));

        var problem = Problems.of(repository::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
        assertThat(problem.what()).endsWith("its host name cannot be resolved");
    }
}
