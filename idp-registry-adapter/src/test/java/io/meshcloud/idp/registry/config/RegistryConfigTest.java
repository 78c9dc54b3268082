// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryConfigTest {
    private static final Credential CI = new Credential("ci", "secret-4711", "a test");

    private static RegistryConfig withPassword(String mapping) {
        return RegistryConfig.of(List.of(mapping), host -> Optional.of(CI));
    }

    @ParameterizedTest
    @CsvSource({
        "r.example=http://localhost:5000, r.example",
        "r.example=http://127.0.0.1, r.example",
        "r.example=http://127.8.9.1:5000, r.example",
        "r.example=http://[::1]:5000, r.example",
        "r.example=https://mirror.example, r.example",
        "r.example=http://mirror.example, other.example"
    })
    void a_password_is_sent_over_https_and_to_this_machine(String mapping, String host) {
        assertThat(withPassword(mapping).credential(host)).contains(CI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mirror.example",
                "http://10.0.0.7:5000",
                "http://localhost.example",
                "http://127.0.0.1.example",
                "http://[::2]:5000"
            })
    void a_password_is_not_sent_over_http_unless_the_settings_allow_it(String url) {
        var config = withPassword("r.example=" + url);
        var problem = problemOf(() -> config.credential("r.example"));

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.what())
                .contains("'r.example'", "plain http", "a test")
                .doesNotContain("4711");
        assertThat(problem.fix()).contains("--registry-insecure r.example");
        assertThat(config.withInsecureHosts(List.of("R.example")).credential("r.example"))
                .contains(CI);
        assertThat(RegistryConfig.of(List.of("r.example=" + url), CredentialSource.none())
                        .credential("r.example"))
                .isEmpty();
    }

    @Test
    void a_host_without_a_mapping_is_reached_by_https() {
        assertThat(config().url("harbor.example.tld:8443"))
                .isEqualTo(new RegistryUrl.Distribution(URI.create("https://harbor.example.tld:8443")));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:5000=http://localhost:5000, localhost:5000, http://localhost:5000",
        "r.example=https://mirror.example/, r.example, https://mirror.example",
        "r.example=HTTPS://Mirror.example:444/some/path//, r.example, https://mirror.example:444/some/path",
        "R.Example=https://x.example, r.example, https://x.example",
        "r.example=http://[::1]:5000, r.example, http://[::1]:5000"
    })
    void an_http_url_is_a_distribution_server(String mapping, String host, URI base) {
        assertThat(config(mapping).url(host)).isEqualTo(new RegistryUrl.Distribution(base));
    }

    @ParameterizedTest
    @CsvSource({"r.example=oci:/srv/images, /srv/images", "r.example=oci:/srv/../srv/a=b, /srv/a=b"})
    void an_oci_url_is_a_folder_of_layouts(String mapping, Path folder) {
        assertThat(config(mapping).url("r.example")).isEqualTo(new RegistryUrl.LayoutFolder(folder));
    }

    @Test
    void a_relative_folder_is_made_absolute() {
        assertThat(config("r.example=oci:images").url("r.example"))
                .isEqualTo(new RegistryUrl.LayoutFolder(Path.of("images").toAbsolutePath()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r.example",
                "=oci:dir",
                "r=oci:dir",
                "r.example/path=oci:dir",
                "https://r.example=oci:dir",
                "r.example=",
                "r.example=oci:",
                "r.example=oci: ",
                "r.example=oci://r.example/app",
                "r.example=oci:\0",
                "r.example=/srv/images",
                "r.example=ftp://r.example",
                "r.example=docker://r.example",
                "r.example=http:",
                "r.example=https://",
                "r.example=https:///path",
                "r.example=https://r.example:99999",
                "r.example=https://r.example/a b",
                "r.example=https://r.example/v2/",
                "r.example=https://r.example/?x=secret",
                "r.example=https://r.example/#secret"
            })
    void a_malformed_mapping_is_refused_with_the_flag_and_an_example(String mapping) {
        var problem = refusal(mapping);

        assertThat(problem.where()).isEqualTo("--registry");
        assertThat(problem.fix()).contains("HOST=URL").contains("oci:./registry");
        assertThat(problem.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r.example=https://alice:secret@r.example",
                "r.example=https://secret@r.example",
                "r.example=http://alice:se^cret@r.example",
                "r.example=https://alice:secret@",
                "alice:secret@r.example",
                "alice:secret@r.example=oci:dir"
            })
    void a_url_with_a_user_or_a_password_is_refused_without_repeating_it(String mapping) {
        var problem = refusal(mapping);

        assertThat(problem + problem.fix() + problem.where())
                .doesNotContain("secret")
                .doesNotContain("se^cret")
                .doesNotContain("alice");
    }

    @Test
    void a_user_in_the_url_is_refused_with_the_names_of_the_variables() {
        assertThat(refusal("r.example=https://alice:secret@r.example").fix())
                .contains("IDP_REGISTRY_R_EXAMPLE_USER")
                .contains("IDP_REGISTRY_R_EXAMPLE_PASSWORD");
    }

    @Test
    void a_host_has_one_mapping_which_may_be_repeated() {
        assertThat(config("r.example=oci:a", "R.example=oci:a").urls()).hasSize(1);
        assertThat(refusal("r.example=oci:a", "r.example=oci:b").what()).contains("twice");
    }

    private static RegistryConfig config(String... mappings) {
        return RegistryConfig.of(List.of(mappings), CredentialSource.none());
    }

    private static Problem refusal(String... mappings) {
        var problem = problemOf(() -> config(mappings));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        return problem;
    }
}
