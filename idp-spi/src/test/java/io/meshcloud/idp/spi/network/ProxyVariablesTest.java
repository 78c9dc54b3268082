// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyVariablesTest {
    private static String proxy(String url, String variables) {
        var environment = new HashMap<String, String>();
        for (var variable : variables.split(";")) {
            environment.put(variable.split("=")[0].strip(), variable.split("=")[1]);
        }
        var parts = url.split("://");
        return new ProxyVariables(environment)
                .proxyOf(parts[0], parts[1])
                .map(ProxyServer::toString)
                .orElse("direct");
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example, https_proxy=http://proxy:3128, http://proxy:3128 (from https_proxy)",
        "https://git.example, HTTPS_PROXY=proxy:3128, http://proxy:3128 (from HTTPS_PROXY)",
        "https://git.example, https_proxy=a:1;HTTPS_PROXY=b:1, http://a:1 (from https_proxy)",
        "http://git.example, http_proxy=http://proxy, http://proxy:1080 (from http_proxy)",
        "http://git.example, HTTP_PROXY=http://proxy, direct",
        "HTTP://git.example, HTTP_PROXY=http://proxy, direct",
        "https://git.example, http_proxy=http://proxy, direct",
        "https://git.example, all_proxy=socks5://proxy, socks5://proxy:1080 (from all_proxy)",
        "http://git.example, ALL_PROXY=http://p:1/, http://p:1 (from ALL_PROXY)",
        "https://git.example, https_proxy=http://u:p@proxy:3128, http://proxy:3128 (from https_proxy)",
        "https://git.example, https_proxy=http://[::1]:3128, http://[::1]:3128 (from https_proxy)",
    })
    void name_the_proxy_for_a_scheme(String url, String variables, String proxy) {
        assertThat(proxy(url, variables)).isEqualTo(proxy);
    }

    @ParameterizedTest
    @CsvSource({
        "git.example, example",
        "git.example, .git.example",
        "git.example, other git.example",
        "GIT.example., git.EXAMPLE",
        "git.example, *",
        "127.0.0.1, 127.0.0.1",
        "10.1.2.3, 10.0.0.0/8",
        "10.1.2.3, 10.1.2.2/31",
        "10.1.2.3, 0.0.0.0/0",
        "[fd00::1], fd00::/8",
        "fd00::1, FD00:0:0::1",
        "::ffff:1.2.3.4, ::ffff:102:304",
    })
    void reach_a_server_directly_that_no_proxy_names(String host, String noProxy) {
        assertThat(proxy("https://" + host, "https_proxy=p:1;no_proxy=" + noProxy))
                .isEqualTo("direct");
        assertThat(proxy("https://" + host, "https_proxy=p:1;NO_PROXY=a.b " + noProxy))
                .isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource({
        "agit.example, git.example",
        "example, git.example",
        "git.example, git.example:443",
        "127.0.0.11, 127.0.0.1",
        "127.0.0.1, 0.0.1",
        "11.1.2.3, 10.0.0.0/8",
        "10.1.2.3, 10.0.0.0/33",
        "10.1.2.3, 10.0.0.0/x",
        "10.1.2.3, ::/0",
        "fe00::1, fd00::/8",
        "10.example, 10.0.0.0/8",
        "git.example, .",
    })
    void use_the_proxy_for_every_other_server(String host, String noProxy) {
        assertThat(proxy("https://" + host, "https_proxy=p:1;no_proxy=" + noProxy))
                .startsWith("http://p:1");
    }

    @Test
    void decode_user_and_password() {
        var proxy = new ProxyVariables(Map.of("https_proxy", "http://us%65r:p%40s:%C3%A4%@proxy:3128"))
                .proxyOf("https", "r.example")
                .orElseThrow();

        assertThat(proxy.user()).isEqualTo("user");
        assertThat(proxy.password()).isEqualTo("p@s:ä%");
        assertThat(proxy.authorization()).contains("Basic dXNlcjpwQHM6w6Ql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hunter2@[",
                "http://u:hunter2@",
                "http://u:hunter2@p:0",
                "http://u:hunter2@p:99999",
                "http://u:hunter2@p:x",
                "https://u:hunter2@p",
                "ftp://u:hunter2@p",
                "http://u:hunter2%0a@p:1",
                "http://u:hunter2@p q:1"
            })
    void are_refused_without_their_value(String value) {
        var problem = catchThrowableOfType(
                        IdpException.class,
                        () -> new ProxyVariables(Map.of("https_proxy", value)).proxyOf("https", "r.example"))
                .problem();

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.where()).isEqualTo("https_proxy");
        assertThat(problem.toString()).doesNotContain("hunter2");
    }

    @Test
    void never_show_a_password() {
        var variables = new ProxyVariables(Map.of("https_proxy", "http://u:hunter2@p"));

        assertThat(variables + " " + variables.proxyOf("https", "r.example")).doesNotContain("hunter2");
    }
}
