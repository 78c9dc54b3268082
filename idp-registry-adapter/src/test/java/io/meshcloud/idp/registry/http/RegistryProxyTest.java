// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.network.ProxyVariables;
import io.meshcloud.idp.testkit.FakeProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that is reached through a proxy, which answers instead of it. */
class RegistryProxyTest {
    private final FakeProxy proxy = FakeProxy.answering(200);

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static int ask(Map<String, String> variables) {
        var config = RegistryConfig.of(List.of(), CredentialSource.none()).withProxies(new ProxyVariables(variables));
        var api = ManagementApi.open(
                Fixtures.HOST, URI.create("http://" + Fixtures.HOST), config, Clock.systemUTC(), time -> {});
        return api.get(Budget.ofQuestion("test"), api.uri("/v2/"), Map.of()).status();
    }

    private static Problem problem(String variable, String value) {
        return problemOf(() -> ask(Map.of(variable, value)));
    }

    @Test
    void gets_the_request_with_user_and_password_of_its_url() {
        assertThat(ask(Map.of("http_proxy", "http://user:p%40ss@" + proxy.address())))
                .isEqualTo(200);

        assertThat(proxy.requests()).containsExactly("http://" + Fixtures.HOST + "/v2/ Basic dXNlcjpwQHNz");
    }

    @Test
    void is_not_asked_for_a_server_of_no_proxy() {
        var problem = problemOf(() -> ask(Map.of(
                "http_proxy", proxy.address(), "no_proxy", Fixtures.HOST.substring(Fixtures.HOST.indexOf('.')))));

        assertThat(problem.what())
                .contains("has a name that cannot be resolved")
                .doesNotContain("proxy");
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void that_refuses_us_is_named_without_its_password() {
        try (var refusing = FakeProxy.answering(407)) {
            var problem = problem("http_proxy", "http://user:hunter2@" + refusing.address());

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.retryable()).isFalse();
            assertThat(problem.what())
                    .isEqualTo("the registry '" + Fixtures.HOST + "' cannot be reached, because the proxy http://"
                            + refusing.address()
                            + " (from http_proxy) refuses us (HTTP 407) with the user and password of its URL");
        }
    }

    @Test
    void that_does_not_run_is_named() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(problem("all_proxy", "127.0.0.1:" + port).what())
                .endsWith("because the proxy http://127.0.0.1:" + port + " (from all_proxy) refuses the connection");
    }

    @Test
    void that_speaks_socks_is_refused() {
        var problem = problem("all_proxy", "socks5://" + proxy.address());

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.what()).contains("socks5://" + proxy.address()).contains("SOCKS");
        assertThat(proxy.requests()).isEmpty();
    }
}
