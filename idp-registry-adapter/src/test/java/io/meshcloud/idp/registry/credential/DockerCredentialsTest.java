// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerCredentialsTest {
    /** {@code ci:secret}. */
    private static final String AUTH = "Y2k6c2VjcmV0";

    @TempDir
    Path home;

    @Test
    void without_a_file_there_are_no_credentials() {
        assertThat(find("r.example")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r.example",
                "https://r.example",
                "http://r.example/",
                "https://r.example/v1/",
                "https://r.example/v2/",
                "R.Example"
            })
    void a_host_is_found_in_every_form_that_docker_login_writes(String key) throws IOException {
        write("{\"auths\":{\"" + key + "\":{\"auth\":\"" + AUTH + "\"}}}");

        assertThat(find("r.example").orElseThrow().basic()).isEqualTo("Basic " + AUTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r.example:5000",
                "other.example",
                "r.example.evil.example",
                "https://r.example/team",
                "r.example/team"
            })
    void a_url_with_another_path_does_not_match_the_host(String key) throws IOException {
        write("{\"auths\":{\"" + key + "\":{\"auth\":\"" + AUTH + "\"}}}");

        assertThat(find("r.example")).isEmpty();
    }

    @Test
    void the_exact_name_overrides_other_forms() throws IOException {
        write("{\"auths\":{\"https://r.example/v1/\":{\"auth\":\"b2xkOm9sZA==\"},\"r.example\":{\"auth\":\"" + AUTH
                + "\"}}}");

        assertThat(find("r.example").orElseThrow().user()).isEqualTo("ci");
    }

    @Test
    void docker_hub_has_its_own_key() throws IOException {
        write("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"" + AUTH + "\"}}}");

        assertThat(find("docker.io")).isPresent();
    }

    @Test
    void a_password_may_contain_colons_and_end_in_zero_bytes() throws IOException {
        write("{\"auths\":{\"r.example\":{\"auth\":\"Y2k6YTpiAAA=\"}}}");

        assertThat(find("r.example").orElseThrow().secret()).isEqualTo("a:b");
    }

    @Test
    void an_identity_token_is_distinguished_from_a_password() throws IOException {
        write("{\"auths\":{\"r.example\":{\"auth\":\"" + AUTH + "\",\"identitytoken\":\"token\"}}}");

        assertThat(find("r.example").orElseThrow().isIdentityToken()).isTrue();
    }

    @Test
    void user_and_password_may_be_separate_fields() throws IOException {
        write("{\"auths\":{\"r.example\":{\"username\":\"ci\",\"password\":\"secret\"}}}");

        assertThat(find("r.example").orElseThrow().basic()).isEqualTo("Basic " + AUTH);
    }

    @Test
    void an_empty_entry_is_not_a_credential() throws IOException {
        write("{\"auths\":{\"r.example\":{}}}");

        assertThat(find("r.example")).isEmpty();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_device_in_place_of_the_file_is_refused_without_reading_it() throws IOException {
        var folder = Files.createDirectory(home.resolve("device"));
        Files.createSymbolicLink(folder.resolve("config.json"), Path.of("/dev/null"));
        var credentials = DockerCredentials.of(Map.of("DOCKER_CONFIG", folder.toString()), home);

        assertThatThrownBy(() -> credentials.find("r.example")).hasMessageContaining("is not a regular file");
    }

    @Test
    void the_folder_can_be_configured() throws IOException {
        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("config.json"), "{\"auths\":{\"r.example\":{\"auth\":\"" + AUTH + "\"}}}");

        assertThat(DockerCredentials.of(Map.of("DOCKER_CONFIG", elsewhere.toString()), home)
                        .find("r.example"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "r.example/team-a/app, ci",
        "r.example/team-a/app/dev, ci",
        "r.example/team-a, organisation",
        "r.example/team-a/application, organisation",
        "r.example/team-ab/app, host",
        "r.example/other, host",
        "other.example/team-a/app, "
    })
    void the_longest_name_that_fits_a_repository_wins(String repository, String user) throws IOException {
        write("{\"auths\":{" + account("r.example", "host") + "," + account("r.example/team-a", "organisation") + ","
                + account("r.example/team-a/app", "ci") + "}}");

        assertThat(find(ImageRepository.parse(repository)).map(Credential::user))
                .isEqualTo(Optional.ofNullable(user));
    }

    @Test
    void a_longer_name_in_another_file_wins_and_of_equal_names_dockers() throws IOException {
        write("{\"auths\":{" + account("r.example", "docker") + "}}");
        write(
                ".config/containers/auth.json",
                "{\"auths\":{" + account("r.example", "podman") + "," + account("r.example/team-a", "organisation")
                        + "}}");

        assertThat(find("r.example").orElseThrow().user()).isEqualTo("docker");
        assertThat(find(ImageRepository.parse("r.example/team-a/app"))
                        .orElseThrow()
                        .user())
                .isEqualTo("organisation");
    }

    @ParameterizedTest
    @CsvSource({
        "HOME, .config/containers/auth.json",
        "XDG_CONFIG_HOME, xdg/containers/auth.json",
        "XDG_RUNTIME_DIR, xdg/containers/auth.json",
        "REGISTRY_AUTH_FILE, xdg"
    })
    void podmans_files_are_read(String variable, String file) throws IOException {
        write(file, "{\"auths\":{" + account("r.example", "podman") + "}}");

        assertThat(DockerCredentials.of(Map.of(variable, home.resolve("xdg").toString()), home)
                        .find("r.example"))
                .isPresent();
    }

    @Test
    void docker_hub_has_names_of_its_parts_too() throws IOException {
        write("{\"auths\":{" + account("index.docker.io/team-a", "a") + "}}");

        assertThat(find(ImageRepository.parse("docker.io/team-a/app"))).isPresent();
        assertThat(find(ImageRepository.parse("docker.io/team-b/app"))).isEmpty();
    }

    private static String account(String key, String user) {
        return "\"" + key + "\":{\"username\":\"" + user + "\",\"password\":\"secret\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"auths\":{\"r.example\":{\"auth\":\"Y2k6c2VjcmV0|is not readable as JSON",
                "secret|is not readable as JSON",
                "[]|is not a JSON object",
                "{\"auths\":{\"r.example\":{\"auth\":\"c2VjcmV0\"}}}|Base64",
                "{\"auths\":{\"r.example\":{\"auth\":\"secret!\"}}}|Base64",
                "{\"credsStore\":\"../secret\"}|has an invalid name",
                "{\"credHelpers\":{\"r.example\":\"a b; rm\"}}|has an invalid name",
                "{\"credsStore\":\"nobody-has-this\"}|not on the PATH"
            })
    void an_invalid_file_is_refused_without_showing_its_content(String content, String why) throws IOException {
        write(content);

        Problem problem = problemOf(() -> find("r.example"));

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.what()).contains(why).doesNotContain("Y2k6").doesNotContain("c2Vj");
        assertThat(problem.where())
                .isEqualTo(home.resolve(".docker/config.json").toString());
    }

    private void write(String content) throws IOException {
        write(".docker/config.json", content);
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(home.resolve(file).getParent());
        Files.writeString(home.resolve(file), content);
    }

    private Optional<Credential> find(ImageRepository repository) {
        return DockerCredentials.of(Map.of("PATH", "/nowhere"), home).find(repository);
    }

    private Optional<Credential> find(String host) {
        return DockerCredentials.of(Map.of("PATH", "/nowhere"), home).find(host);
    }
}
