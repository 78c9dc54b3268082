// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.testkit.FakeProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Git server that is reached through a proxy, which answers instead of it. */
class GitProxyTest {
    private static final String URL = "http://git.example.tld/state.git";

    @TempDir
    Path folder;

    private Problem problem(String proxyUrl) {
        var environment = Map.of("http_proxy", proxyUrl, "HOME", folder.toString(), "PATH", "/nowhere");
        var config = GitConfig.of(URL, environment).withCacheFolder(folder.resolve("cache"));
        try (var repository = new GitStateRepository(config)) {
            return catchThrowableOfType(IdpException.class, repository::snapshot)
                    .problem();
        }
    }

    @Test
    void gets_user_and_password_of_its_url_with_the_first_request() {
        try (var proxy = FakeProxy.answering(404)) {
            problem("http://us%65r:hunter2@" + proxy.address());

            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.startsWith("http://git.example.tld/state.git/info/refs")
                            && request.endsWith(" Basic dXNlcjpodW50ZXIy"));
        }
    }

    @Test
    void that_refuses_us_is_named_without_its_password() {
        try (var proxy = FakeProxy.answering(407)) {
            var problem = problem("http://user:hunter2@" + proxy.address());

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.what())
                    .contains("the proxy http://" + proxy.address() + " (from http_proxy) refuses us");
            assertThat(problem.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void that_does_not_run_is_named_and_not_the_git_server() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(problem("127.0.0.1:" + port).what())
                .isEqualTo("the Git server cannot be reached, because the proxy http://127.0.0.1:" + port
                        + " (from http_proxy) refuses the connection");
    }
}
