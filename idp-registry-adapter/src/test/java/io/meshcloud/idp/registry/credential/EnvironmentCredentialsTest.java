// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentCredentialsTest {
    private static final String USER = "IDP_REGISTRY_R_EXAMPLE_USER";
    private static final String PASSWORD = "IDP_REGISTRY_R_EXAMPLE_PASSWORD";

    @ParameterizedTest
    @CsvSource({
        "harbor.example.tld, IDP_REGISTRY_HARBOR_EXAMPLE_TLD_USER",
        "localhost:5000, IDP_REGISTRY_LOCALHOST_5000_USER",
        "a-b.example, IDP_REGISTRY_A__B_EXAMPLE_USER",
        "a.b.example, IDP_REGISTRY_A_B_EXAMPLE_USER"
    })
    void the_variables_of_a_host_contain_its_name_in_upper_case(String host, String variable) {
        assertThat(EnvironmentCredentials.userVariable(host)).isEqualTo(variable);
    }

    @ParameterizedTest
    @CsvSource({"a-b.example, a.b.example", "a--b.example, a-b.example", "a-b:5000, a.b:5000"})
    void no_two_hosts_have_the_same_variables(String one, String other) {
        var source = new EnvironmentCredentials(Map.of(
                EnvironmentCredentials.userVariable(one), "robot",
                EnvironmentCredentials.passwordVariable(one), "secret"));

        assertThat(source.find(one)).isPresent();
        assertThat(source.find(other)).isEmpty();
    }

    @Test
    void both_variables_are_a_credential() {
        var source = new EnvironmentCredentials(Map.of(USER, "robot$ci", PASSWORD, "p:w ü"));

        assertThat(source.find("r.example"))
                .hasValueSatisfying(
                        credential -> assertThat(credential.basic()).isEqualTo("Basic cm9ib3QkY2k6cDp3IMO8"));
        assertThat(source.find("other.example")).isEmpty();
    }

    @Test
    void empty_variables_are_ignored() {
        assertThat(new EnvironmentCredentials(Map.of(USER, "", PASSWORD, "")).find("r.example"))
                .isEmpty();
    }

    @Test
    void one_variable_without_the_other_is_refused_by_name() {
        assertThat(refusal(Map.of(USER, "ci"))).contains(USER).contains(PASSWORD);
        assertThat(refusal(Map.of(PASSWORD, "secret"))).contains(USER).contains(PASSWORD);
        assertThat(refusal(Map.of(USER, "", PASSWORD, "secret"))).contains(USER);
    }

    @Test
    void characters_that_a_header_cannot_have_are_refused() {
        assertThat(refusal(Map.of(USER, "a:b", PASSWORD, "secret"))).contains("colon");
        assertThat(refusal(Map.of(USER, "a", PASSWORD, "secret\n"))).contains("line break");
        assertThat(refusal(Map.of(USER, "a\r", PASSWORD, "secret"))).contains("line break");
    }

    @Test
    void the_variables_override_dockers_file(@TempDir Path home) throws Exception {
        Files.createDirectory(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"), "{\"auths\":{\"r.example\":{\"auth\":\"ZDpkb2NrZXI=\"}}}");

        var both = CredentialSource.standard(Map.of(USER, "ci", PASSWORD, "pw"), home);
        var file = CredentialSource.standard(Map.of(), home);

        assertThat(both.find("r.example").orElseThrow().user()).isEqualTo("ci");
        assertThat(file.find("r.example").orElseThrow().secret()).isEqualTo("docker");
    }

    @Test
    void a_credential_does_not_show_its_secret() {
        var source = new EnvironmentCredentials(Map.of(USER, "ci", PASSWORD, "secret"));

        assertThat(source.find("r.example")).hasToString("Optional[Credential[" + USER + " and " + PASSWORD + "]]");
        assertThat(Credential.identityToken("secret", "here").toString()).doesNotContain("secret");
    }

    private static String refusal(Map<String, String> environment) {
        Problem problem = problemOf(() -> new EnvironmentCredentials(environment).find("r.example"));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem + problem.fix()).doesNotContain("secret");
        return problem.what();
    }
}
