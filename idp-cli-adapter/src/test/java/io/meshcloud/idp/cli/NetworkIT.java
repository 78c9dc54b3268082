// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.GitServer;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A company's network: a proxy, an authority of its own, tokens that expire. All servers are real and use TLS. */
class NetworkIT extends PushingTeam {
    private static final String TOKEN = "git-t0ken";
    private static final String USER = "robot";

    private GitServer git;

    @Override
    RegistryServer open(Path server) throws Exception {
        return RegistryServer.startSecure(server);
    }

    @BeforeEach
    void serveState() throws IOException {
        RealPart.git(fixture.state(), "config", "http.receivepack", "true");
        git = GitServer.in(folder).tls().basicAuth("x-access-token", TOKEN).start();
        image("1.0.0", BUILT);
        push("1.0.0", ":1.0.0");
    }

    @AfterEach
    void stopServing() throws IOException {
        if (git != null) {
            git.close();
        }
    }

    private ProcessBuilder idp(Map<String, String> variables, String... words) throws IOException {
        var builder = Idp.in(folder).process(words);
        builder.environment()
                .putAll(Map.of(
                        "IDP_STATE", git.url("state.git"),
                        "IDP_STATE_CA", git.certificate().toString(),
                        "IDP_STATE_TOKEN", TOKEN,
                        "IDP_CACHE", folder.resolve("cache-of-a-process").toString(),
                        "IDP_REGISTRY", StateFixture.HOST + "=" + registry.url(),
                        "IDP_REGISTRY_CA", registry.certificate().toString()));
        builder.environment().putAll(variables);
        return builder;
    }

    private TestRun.Result reconcile(Map<String, String> variables) throws Exception {
        var withAccount = new HashMap<>(Map.of(
                "IDP_REGISTRY_REGISTRY_EXAMPLE_USER", RegistryServer.USER,
                "IDP_REGISTRY_REGISTRY_EXAMPLE_PASSWORD", RegistryServer.PASSWORD));
        withAccount.putAll(variables);
        return Idp.finish(idp(withAccount, "reconcile", "--once").start());
    }

    @Nested
    class Behind_a_proxy {
        @Test
        void git_and_registry_are_reached_through_tunnels() throws Exception {
            try (var proxy = Tinyproxy.start(folder, "")) {
                var result = reconcile(Map.of("https_proxy", "http://" + proxy.address()));

                assertThat(result.out()).as(result.err()).contains("1 updated");
                assertThat(proxy.log())
                        .contains("CONNECT " + registry.host())
                        .contains("CONNECT 127.0.0.1:" + git.address().getPort());
            }
        }

        @Test
        void that_requires_a_password_gets_the_one_of_its_url() throws Exception {
            try (var proxy = Tinyproxy.start(folder, "BasicAuth " + USER + " hunter2")) {
                var result = reconcile(Map.of("HTTPS_PROXY", "http://" + USER + ":hunter2@" + proxy.address()));

                assertThat(result.out()).as(result.err()).contains("1 updated");
                assertThat(proxy.log()).contains("CONNECT " + registry.host());
            }
        }

        @Test
        void is_named_if_its_password_is_missing_or_wrong() throws Exception {
            try (var proxy = Tinyproxy.start(folder, "BasicAuth " + USER + " hunter2")) {
                for (var account : new String[] {"", USER + ":hunter3@"}) {
                    var ofGit = reconcile(Map.of("https_proxy", "http://" + account + proxy.address()));
                    assertThat(ofGit.code()).isEqualTo(6);
                    assertThat(ofGit.err())
                            .contains("IDP-3002", "the proxy http://" + proxy.address() + " (from https_proxy)")
                            .doesNotContain("hunter3");

                    var ofRegistry = reconcile(Map.of(
                            "https_proxy",
                            "http://" + account + proxy.address(),
                            "IDP_STATE",
                            fixture.state().toString()));
                    assertThat(ofRegistry.code()).isEqualTo(6);
                    assertThat(ofRegistry.out())
                            .contains("IDP-4001", "the proxy http://" + proxy.address() + " (from https_proxy)")
                            .doesNotContain("hunter3");
                }
            }
        }

        @Test
        void that_refuses_the_server_is_named() throws Exception {
            try (var proxy = Tinyproxy.start(folder, "ConnectPort 1")) {
                var result = reconcile(Map.of(
                        "https_proxy", proxy.address(),
                        "IDP_STATE", fixture.state().toString()));

                assertThat(result.out()).contains("IDP-4001", "the proxy http://" + proxy.address());
            }
        }

        @Test
        void that_does_not_run_is_named_and_no_proxy_avoids_it() throws Exception {
            var dead = "127.0.0.1:" + Tinyproxy.freePort();

            var result = reconcile(Map.of("https_proxy", dead));
            assertThat(result.code()).isEqualTo(6);
            assertThat(result.err())
                    .contains("the proxy http://" + dead + " (from https_proxy) refuses the connection");

            assertThat(reconcile(Map.of("https_proxy", dead, "no_proxy", "10.0.0.0/8,127.0.0.0/8"))
                            .out())
                    .contains("1 updated");
        }
    }

    @Test
    void without_the_certificates_of_its_authority_nothing_is_reached() throws Exception {
        assertThat(reconcile(Map.of("IDP_STATE_CA", "")).err()).contains("authority that is not trusted here");
        assertThat(reconcile(Map.of("IDP_REGISTRY_CA", "")).out()).contains("authority that is not trusted here");
    }

    @Test
    void tokens_that_expire_are_renewed_while_reconcile_runs() throws Exception {
        var tokenFile = Files.writeString(folder.resolve("token"), TOKEN);
        var passwordFile = Files.writeString(folder.resolve("password"), RegistryServer.PASSWORD);
        helper("cat >/dev/null; printf '{\"Username\":\"" + RegistryServer.USER + "\",\"Secret\":\"%s\"}' \"$(cat "
                + passwordFile + ")\"");
        var process = idp(
                        Map.of(
                                "IDP_STATE_TOKEN",
                                "",
                                "IDP_STATE_TOKEN_FILE",
                                tokenFile.toString(),
                                "PATH",
                                folder + ":" + System.getenv("PATH")),
                        "reconcile",
                        "--interval",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("talk").toFile())
                .start();
        try {
            awaitRelease("1.0.0");
            password = "next-w0rd";
            Files.writeString(passwordFile, password);
            Files.writeString(tokenFile, "next-t0ken");
            git.changeUser("x-access-token", "next-t0ken");
            registry.changePassword(password);
            image("1.1.0", BUILT.plusSeconds(60));
            push("1.1.0", ":1.1.0");

            awaitRelease("1.1.0");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void each_organization_of_a_registry_has_its_own_account() throws Exception {
        var docker = Files.createDirectories(folder.resolve("home/.docker"));
        Files.writeString(docker.resolve("config.json"), """
                {"auths": {"%1$s": {"username": "nobody", "password": "wrong"},
                           "%1$s/likvid": {"username": "%2$s", "password": "%3$s"}}}""".formatted(
                        StateFixture.HOST, RegistryServer.USER, RegistryServer.PASSWORD));

        var result = Idp.finish(idp(Map.of(), "reconcile", "--once").start());

        assertThat(result.out()).as(result.err()).contains("1 updated");
    }

    private void helper(String script) throws IOException {
        var program = Files.writeString(folder.resolve("docker-credential-test"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var docker = Files.createDirectories(folder.resolve("home/.docker"));
        Files.writeString(
                docker.resolve("config.json"), "{\"credHelpers\": {\"" + StateFixture.HOST + "\": \"test\"}}");
    }

    private void awaitRelease(String tag) throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < end) {
            var tree = RealPart.git(fixture.state(), "ls-tree", "-r", "--name-only", "main");
            if (tree.contains(StateFixture.RELEASE_PATH) && release().contains(tag)) {
                return;
            }
        }
        throw new AssertionError(tag + " was not released\n" + Files.readString(folder.resolve("talk")));
    }
}
