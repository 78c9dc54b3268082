// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.HashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxyTest {

    @ParameterizedTest
    @CsvSource({
        "https://git.example, https_proxy=http://proxy:3128, HTTP @ proxy:3128",
        "https://git.example, HTTPS_PROXY=proxy:3128, HTTP @ proxy:3128",
        "http://git.example, http_proxy=http://proxy, HTTP @ proxy:80",
        "http://git.example, HTTP_PROXY=http://proxy, DIRECT",
        "https://git.example, http_proxy=http://proxy, DIRECT",
        "https://git.example, all_proxy=socks5://proxy, SOCKS @ proxy:1080",
        "https://git.example, all_proxy=http://p no_proxy=example, DIRECT",
        "https://git.example, all_proxy=http://p no_proxy=.git.example, DIRECT",
        "https://git.example, all_proxy=http://p no_proxy=*, DIRECT",
        "https://agit.example, all_proxy=http://p:1 no_proxy=git.example, HTTP @ p:1",
        "https://git.example, all_proxy=http://[, DIRECT",
    })
    void is_read_from_the_variables(String url, String variables, String wanted) throws Exception {
        var environment = new HashMap<String, String>();
        for (var variable : variables.split(" ")) {
            environment.put(variable.split("=")[0], variable.split("=")[1]);
        }

        Proxy proxy = new EnvironmentProxy(environment).of(URI.create(url).toURL());

        assertThat(proxy.toString().replace("/<unresolved>", "")).isEqualTo(wanted);
    }
}
