// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.Fixtures;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTargetsTest {
    /** Host names, including those that an attacker may have set up. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "registry.public.example", List.of("203.0.113.7", "2001:db8::7"),
            "registry.private.example", List.of("10.1.2.3"),
            "registry.both.example", List.of("10.1.2.3", "203.0.113.7"),
            "localhost", List.of("127.0.0.1"),
            "storage.public.example", List.of("198.51.100.4"),
            "storage.private.example", List.of("192.168.4.4"),
            "rebound.example", List.of("198.51.100.4", "127.0.0.1"),
            "metadata.example", List.of("169.254.169.254"));

    private static InetAddress[] addresses(String host) throws UnknownHostException {
        boolean isNumber = host.matches("\\[.*|[0-9.]+|0x.*");
        var texts = isNumber ? List.of(host) : NAMES.getOrDefault(host, List.of());
        if (texts.isEmpty()) {
            throw new UnknownHostException(host);
        }
        var all = new InetAddress[texts.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(texts.get(i));
        }
        return all;
    }

    private static URI target(String registry, String from, String location, String... named) {
        var base = URI.create(registry);
        var problems = new RegistryProblems(Fixtures.HOST, base);
        var targets = new AllowedTargets(base, Set.of(named), problems, AllowedTargetsTest::addresses);
        var headers = HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true);
        return targets.ofRedirect(HttpAnswer.of(URI.create(from), false, 307, headers, null));
    }

    private static URI tokenService(String registry, String realm, String... named) {
        var base = URI.create(registry);
        var problems = new RegistryProblems(Fixtures.HOST, base);
        return new AllowedTargets(base, Set.of(named), problems, AllowedTargetsTest::addresses).ofTokenService(realm);
    }

    private static void assertAllowed(String registry, String location, String... named) {
        assertThat(target(registry, registry + "/v2/x", location, named)).isEqualTo(URI.create(location));
    }

    private static void assertRefused(String registry, String from, String location, String... named) {
        var problem = problemOf(() -> target(registry, from, location, named));
        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.what() + problem.where() + problem.fix()).doesNotContain("X-Signature");
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.public.example, https://storage.public.example/a?X-Signature=b",
        "https://registry.public.example, https://registry.public.example:8443/a",
        "https://registry.public.example, https://REGISTRY.public.example/a",
        "https://registry.public.example, https://not-known-here.example/a",
        "https://registry.private.example, https://storage.private.example/a",
        "https://registry.private.example, https://storage.public.example/a",
        "https://not-known-here.example, https://storage.public.example/a",
        "http://registry.private.example, http://registry.private.example:9000/a",
        "http://registry.private.example, https://storage.private.example/a",
        "http://localhost:5000, http://127.0.0.1:9000/a",
        "http://localhost:5000, http://[::1]:9000/a",
        "https://localhost:5000, https://storage.private.example/a",
    })
    void a_registry_can_redirect_to_its_own_host_but_not_to_a_nearer_one(String registry, String location) {
        assertAllowed(registry, location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/a",
                "https://localhost/a",
                "https://rebound.example/a?X-Signature=b",
                "https://[::1]/a",
                "https://[::ffff:127.0.0.1]/a",
                "https://0.0.0.0/a",
                "https://2130706433/a",
                "https://10.0.0.1/a",
                "https://172.16.9.9/a",
                "https://192.168.1.1/a",
                "https://100.100.100.200/a",
                "https://[fd00:ec2::254]/a",
                "https://storage.private.example/a",
                "https://169.254.169.254/latest/meta-data",
                "https://metadata.example/a",
                "https://[fe80::1]/a",
                "https://224.0.0.1/a"
            })
    void a_public_registry_cannot_redirect_to_a_nearer_zone(String location) {
        for (var registry : List.of("https://registry.public.example", "https://registry.both.example")) {
            assertRefused(registry, registry + "/v2/x", location);
        }
        assertRefused("https://registry.public.example", "https://storage.public.example/hop", location);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.private.example, https://127.0.0.1/a",
        "https://registry.private.example, https://rebound.example/a",
        "https://registry.private.example, https://169.254.169.254/a",
        "http://localhost:5000, https://169.254.169.254/a",
        "http://localhost:5000, http://169.254.169.254/a",
        "http://localhost:5000, https://metadata.example/a",
    })
    void no_registry_can_redirect_to_a_link_local_address_and_only_a_local_one_to_loopback(
            String registry, String location) {
        assertRefused(registry, registry + "/v2/x", location);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.public.example, https://registry.public.example/a, http://registry.public.example/b",
        "https://registry.public.example, https://storage.public.example/a, http://storage.public.example/b",
        "http://registry.private.example, https://registry.private.example/a, http://registry.private.example/b",
        "http://localhost:5000, https://localhost/a, http://localhost:5000/b",
    })
    void a_redirect_from_https_to_http_is_not_followed(String registry, String from, String location) {
        assertRefused(registry, from, location);
        assertRefused(registry, from, location, "registry.public.example", "storage.public.example", "localhost");
    }

    @Test
    void without_https_only_its_own_host_is_allowed() {
        assertRefused(
                "http://registry.private.example",
                "http://registry.private.example/v2/x",
                "http://storage.private.example/a");
        assertRefused(
                "http://registry.private.example",
                "http://registry.private.example/v2/x",
                "http://storage.public.example/a");
    }

    @Test
    void a_host_in_the_settings_is_allowed_in_any_zone() {
        assertAllowed(
                "https://registry.public.example", "https://storage.private.example/a", "storage.private.example");
        assertAllowed(
                "https://registry.public.example", "https://STORAGE.private.example/a", "storage.private.example");
        assertAllowed("http://registry.private.example", "http://storage.private.example/a", "storage.private.example");
        assertRefused(
                "https://registry.public.example",
                "https://registry.public.example/v2/x",
                "https://10.0.0.1/a",
                "storage.private.example");
    }

    @Test
    void a_refusal_names_the_host_and_the_flag() {
        var problem = problemOf(() -> target(
                "https://registry.public.example", "https://registry.public.example/v2/x", "https://10.0.0.1/a"));

        assertThat(problem.what()).contains("redirects to '10.0.0.1'", "a private network", "not allowed");
        assertThat(problem.where()).isEqualTo("https://registry.public.example/v2/x");
        assertThat(problem.fix()).contains("--registry-redirect HOST");
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.public.example, https://storage.public.example/token?a=b",
        "https://registry.public.example, https://registry.public.example:8443/token",
        "https://registry.public.example, https://not-known-here.example/token",
        "https://registry.private.example, https://storage.private.example/token",
        "http://localhost:5000, http://127.0.0.1:9000/token",
        "http://registry.private.example, http://registry.private.example/service/token"
    })
    void a_token_service_can_be_at_its_own_host_but_not_at_a_nearer_one(String registry, String realm) {
        assertThat(tokenService(registry, realm)).isEqualTo(URI.create(realm));
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.public.example, https://169.254.169.254/latest/meta-data",
        "https://registry.public.example, https://metadata.example/token",
        "https://registry.public.example, https://rebound.example/token",
        "https://registry.public.example, https://[::1]/token",
        "https://registry.public.example, https://[64:ff9b::a00:1]/token",
        "https://registry.public.example, https://storage.private.example/token",
        "https://registry.private.example, https://localhost/token",
        "http://localhost:5000, http://169.254.169.254/token",
        "http://registry.private.example, http://storage.public.example/token"
    })
    void a_nearer_token_service_gets_no_credentials_unless_the_settings_name_it(String registry, String realm) {
        var problem = problemOf(() -> tokenService(registry, realm));
        var host = URI.create(realm).getHost();

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.what()).contains("names a token service at '" + host + "'", "not allowed");
        assertThat(problem.fix()).contains("--registry-redirect HOST");
        assertThat(tokenService(registry, realm, host)).isEqualTo(URI.create(realm));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry.public.example/token",
                "/token",
                "",
                "ftp://registry.public.example/",
                "https://user@registry.public.example/",
                "https://registry.public.example/#a",
                "https:// x"
            })
    void a_token_service_without_https_or_without_a_host_is_refused(String realm) {
        assertThat(problemOf(() -> tokenService("https://registry.public.example", realm))
                        .code())
                .isEqualTo(ProblemCode.REGISTRY_FAULT);
    }
}
