// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitHttpServer;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real git with a helper in the user's settings, in front of a server that requires a login. */
@Timeout(120)
@Slow
class CredentialHelperTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitHttpServer server;
    private Path login;
    private Path asked;

    @BeforeEach
    void serve() throws IOException {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
        server = GitHttpServer.serve(scratch);
        login = scratch.resolve("login");
        asked = scratch.resolve("asked");
        Files.createDirectories(scratch.resolve("home"));
        Files.writeString(login, "username=robot\npassword=old\n");
        useHelper("cat >> " + asked + "; env >> " + asked + "; cat " + login);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sets a helper in the user's settings. */
    private void useHelper(String command) throws IOException {
        var script = scratch.resolve("helper");
        Files.writeString(script, "#!/bin/sh\n[ \"$1\" = get ] || exit 1\n" + command + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        var settings = scratch.resolve("home/.gitconfig").toString();
        RealPart.git(scratch, "config", "--file", settings, "credential.helper", script.toString());
    }

    private GitConfig settings(Map<String, String> more) {
        var usual = config(server.url(remote), scratch);
        var environment = new HashMap<>(usual.environment());
        environment.putAll(more);
        return GitConfig.of(usual.url(), environment)
                .withCacheFolder(usual.cacheFolder())
                .withTimeout(usual.timeout())
                .withClock(usual.clock());
    }

    private GitStateRepository open() {
        return new GitStateRepository(settings(Map.of()));
    }

    private int questions() throws IOException {
        return Files.notExists(asked)
                ? 0
                : (int) Files.readString(asked)
                        .lines()
                        .filter("protocol=http"::equals)
                        .count();
    }

    @Test
    void is_asked_once_when_the_server_requires_a_login() throws IOException {
        server.require("robot", "old");
        var repository = open();

        var base = repository.snapshot();
        assertThat(repository.commit(base, List.of(put("file", "2")))).isInstanceOf(CommitResult.Committed.class);
        repository.snapshot();

        assertThat(questions()).isEqualTo(1);
        assertThat(Files.readString(asked)).contains("host=" + server.base().substring("http://".length()));
    }

    @Test
    void is_not_asked_when_the_server_requires_none() throws IOException {
        open().snapshot();

        assertThat(questions()).isZero();
    }

    @Test
    void is_asked_before_a_push_to_a_server_that_lets_everybody_read() throws IOException {
        var repository = open();
        var base = repository.snapshot();
        server.require("robot", "old");

        assertThat(repository.commit(base, List.of(put("file", "2")))).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void is_asked_again_when_the_server_refuses_what_it_answered() throws IOException {
        server.require("robot", "old");
        var repository = open();
        repository.snapshot();
        Files.writeString(login, "username=robot\npassword=new\n");
        server.require("robot", "new");

        repository.snapshot();

        assertThat(questions()).isEqualTo(2);
    }

    @Test
    void is_asked_no_more_than_once_for_a_login_that_the_server_refuses() throws IOException {
        server.require("robot", "another");
        var repository = open();

        assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.GIT_DENIED);
        assertThat(questions()).isEqualTo(1);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void is_not_asked_if_there_is_a_token() throws IOException {
        server.require("robot", "old");

        var repository = new GitStateRepository(settings(Map.of(GitConfig.TOKEN_VARIABLE, "token")));

        assertThat(Problems.of(repository::snapshot).what()).contains("although a token was sent");
        assertThat(questions()).isZero();
    }

    @Test
    void does_not_see_the_variables_of_idp() throws IOException {
        server.require("robot", "old");

        new GitStateRepository(settings(Map.of("IDP_REGISTRY_PASSWORD", "s3cret", "GH_TOKEN", "theirs"))).snapshot();

        assertThat(Files.readString(asked)).contains("GH_TOKEN=theirs").doesNotContain("s3cret");
    }

    /** Anybody who can write to a repository could otherwise start programs here. */
    @Test
    void of_a_repository_is_never_run() throws IOException {
        server.require("robot", "old");
        var trap = "!touch " + scratch.resolve("trapped") + "; cat " + login + ";:";
        remote.git("config", "credential.helper", trap);
        RealPart.git(scratch, "clone", "-q", remote.folder().toString(), "clone");
        RealPart.git(scratch.resolve("clone"), "config", "credential.helper", trap);
        Files.delete(scratch.resolve("home/.gitconfig"));
        for (var folder : List.of(
                remote.folder().toString(), scratch.resolve("clone/.git").toString())) {
            var repository = new GitStateRepository(settings(Map.of("GIT_DIR", folder, "GIT_COMMON_DIR", folder)));

            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.GIT_DENIED);
        }
        assertThat(scratch.resolve("trapped")).doesNotExist();
    }

    @Test
    void that_does_not_answer_is_ended_after_its_time() throws Exception {
        useHelper("echo $$ > " + asked + "; exec tail -f /dev/null");
        var helper = new CredentialHelper(settings(Map.of()).environment(), Duration.ofSeconds(1));

        assertThat(helper.askAfterRefusal(new URIish(server.url(remote)), null)).isFalse();

        assertThat(helper.known()).isEmpty();
        long id = Long.parseLong(Files.readString(asked).strip());
        var process = ProcessHandle.of(id);
        if (process.isPresent()) {
            process.get().onExit().get();
        }
    }

    @Test
    void with_an_answer_that_is_not_a_login_is_skipped() throws Exception {
        for (var answer : List.of("", "username=robot", "password=old", "username=robot\npassword=", "nonsense")) {
            Files.writeString(login, answer + "\n");
            var helper = new CredentialHelper(settings(Map.of()).environment());

            assertThat(helper.askAfterRefusal(new URIish(server.url(remote)), null))
                    .as(answer)
                    .isFalse();
            assertThat(helper.known()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void is_not_asked_where_git_is_not_installed() throws Exception {
        var environment = Map.of("PATH", scratch.toString());

        assertThat(new CredentialHelper(environment).askAfterRefusal(new URIish(server.url(remote)), null))
                .isFalse();
    }
}
