// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    private static final String PLATFORM = """
            apiVersion: idp.meshcloud.io/v1alpha1
            kind: Platform
            spec:
              limits:
                replicas: 3
            """;
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String RELEASE = """
            apiVersion: idp.meshcloud.io/v1alpha1
            kind: AppRelease
            metadata:
              tenant: likvid
              app: hello-api
              environment: dev
            spec:
              image:
                repository: registry.example/likvid/hello-api/dev
                digest: "%s"
              observedAt: "2026-11-20T00:00:00Z"
              observedBy: idp-cli
            """.formatted(DIGEST);

    @TempDir
    private Path folder;

    private TestRun.Result validate(String... targets) {
        var words = new String[targets.length + 1];
        words[0] = "validate";
        System.arraycopy(targets, 0, words, 1, targets.length);
        return new TestRun(folder).run(words);
    }

    private void file(String name, String text) throws IOException {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Nested
    class Single_files {
        @Test
        void a_valid_file_prints_only_that_it_is_valid() throws IOException {
            file("any-name.yml", StateFixture.contract());
            var result = validate("any-name.yml");
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out()).isEqualTo("1 file, 1 environment: valid\n");
            assertThat(result.err()).isEmpty();
        }

        @Test
        void every_finding_is_printed_with_its_place_and_fix() throws IOException {
            file(
                    "dev.yaml",
                    StateFixture.contract().replace("replicas: 1", "replica: 1").replace("8080", "99999"));
            var result = validate("dev.yaml");
            assertThat(result.code()).isEqualTo(3);
            var lines = result.out().lines().toList();
            assertThat(lines.subList(0, lines.size() - 1))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(line -> assertThat(line).matches("dev\\.yaml:\\d+:\\d+: IDP-\\d{4}: .+; .+"))
                    .anySatisfy(line -> assertThat(line).contains("replica", "replicas"))
                    .anySatisfy(line -> assertThat(line).contains("99999"));
            assertThat(lines.get(lines.size() - 1))
                    .startsWith("1 file, 1 environment: ")
                    .endsWith(" errors");
        }

        @Test
        void a_file_is_recognized_by_its_kind_and_not_by_its_name() throws IOException {
            file("app-env.yaml", RELEASE);
            file("settings.yaml", PLATFORM);
            assertThat(validate("app-env.yaml").out()).isEqualTo("1 file, 0 environments: valid\n");
            assertThat(validate("settings.yaml").out()).isEqualTo("1 file, 0 environments: valid\n");
        }

        @Test
        void a_release_is_checked_against_the_environment_in_its_folder() throws IOException {
            file("env/app-env.yaml", StateFixture.contract());
            file("env/release.yaml", RELEASE.replace("hello-api/dev", "other/dev"));
            assertThat(validate("env/release.yaml").out()).contains("IDP-1019", "env/release.yaml:");
        }

        @Test
        void the_platform_s_settings_can_be_given() throws IOException {
            file("dev.yaml", StateFixture.contract().replace("replicas: 1", "replicas: 4"));
            file("p.yaml", PLATFORM);
            assertThat(validate("dev.yaml").code()).isZero();
            var result = validate("dev.yaml", "--platform", "p.yaml");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).contains("IDP-1016");
        }

        @Test
        void broken_settings_are_a_finding() throws IOException {
            file("dev.yaml", StateFixture.contract());
            file("p.yaml", PLATFORM + "    replica: 1\n");
            var result = validate("dev.yaml", "--platform", "p.yaml");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).contains("p.yaml:6:5", "IDP-1009");
        }

        @Test
        void ten_megabytes_are_a_finding() throws IOException {
            Files.write(folder.resolve("big.yaml"), new byte[10 * 1024 * 1024]);
            var result = validate("big.yaml");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).contains("IDP-1002");
        }

        @Test
        void json_is_one_record() throws IOException {
            file("dev.yaml", StateFixture.contract().replace("8080", "0"));
            var result = validate("dev.yaml", "--output", "json");
            var record = new ObjectMapper().readTree(result.out());
            assertThat(record.get("valid").asBoolean()).isFalse();
            assertThat(result.err()).isEmpty();
            assertThat(record.get("findings").get(0).get("where").asText()).startsWith("dev.yaml:");
        }
    }

    @Nested
    class Folders {
        @Test
        void a_state_repository_is_checked_across_its_files() throws IOException {
            file("repo/platform/platform.yaml", PLATFORM);
            file("repo/workspaces/likvid/projects/hello-api/tenants/dev/app-env.yaml", StateFixture.contract());
            file("repo/workspaces/likvid/projects/hello-api/tenants/copy/app-env.yaml", StateFixture.contract());
            var result = validate("repo");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out())
                    .contains("IDP-1018")
                    .contains("repo/workspaces/likvid/projects/hello-api/tenants/dev/app-env.yaml:");
        }

        @Test
        void a_state_repository_is_checked_with_its_own_settings() throws IOException {
            file("repo/platform/platform.yaml", PLATFORM);
            file("p.yaml", PLATFORM);
            assertThat(validate("repo", "--platform", "p.yaml").code()).isEqualTo(2);
        }

        @Test
        void without_settings_the_default_layout_is_tried() throws IOException {
            file("workspaces/likvid/projects/hello-api/tenants/dev/app-env.yaml", StateFixture.contract());
            file("workspaces/likvid/projects/hello-api/tenants/two/app-env.yaml", StateFixture.contract());
            assertThat(validate(".").out()).contains("IDP-1018");
        }

        @Test
        void any_other_folder_is_checked_file_by_file() throws IOException {
            file("x/dev/app-env.yaml", StateFixture.contract());
            file("x/dev/release.yaml", RELEASE);
            file("x/bad/app-env.yaml", "kind: nonsense\n");
            var result = validate("x");
            assertThat(result.code()).isEqualTo(3);
            var lines = result.out().lines().toList();
            assertThat(lines.subList(0, lines.size() - 1))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).startsWith("x/bad/app-env.yaml"));
            assertThat(lines.get(lines.size() - 1)).startsWith("3 files");
        }

        @Test
        void a_folder_with_nothing_to_check_is_not_called_valid() throws IOException {
            file("x/notes.md", "no contract");
            var result = validate("x");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5001", "app-env.yaml", "where: x");
        }

        @Test
        void a_folder_with_only_similarly_named_files_is_not_called_valid_and_they_are_named() throws IOException {
            file("x/dev/app-env.yml", StateFixture.contract());
            file("x/bad3.yaml", StateFixture.contract());
            file("x/.hidden/release.yml", RELEASE);
            var result = validate("x");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains("platform.yaml", "app-env.yaml", "release.yaml", "'dev/app-env.yml'", "'bad3.yaml'")
                    .doesNotContain(".hidden", "valid:");
        }

        @Test
        void a_long_list_of_similarly_named_files_is_shortened() throws IOException {
            for (int i = 0; i < 7; i++) {
                file("x/n" + i + ".yaml", "a: b\n");
            }
            assertThat(validate("x").err()).contains("'n4.yaml' and 2 more").doesNotContain("n5.yaml");
        }

        @Test
        void an_empty_state_repository_is_not_called_valid() {
            var result = StateFixture.in(folder).cli().run("validate");
            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out()).contains("yet", "`idp init`").doesNotContain(": valid");
        }

        @Test
        void a_bare_repository_is_refused_with_the_flag_to_use() {
            StateFixture.in(folder);
            var result = validate("state.git");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("IDP-5001", "bare", "idp validate --state state.git");
        }

        @Test
        void a_link_in_place_of_a_file_is_a_finding() throws IOException {
            file("real.yaml", StateFixture.contract());
            Files.createDirectories(folder.resolve("x/dev"));
            Files.createSymbolicLink(folder.resolve("x/dev/app-env.yaml"), folder.resolve("real.yaml"));
            var result = validate("x");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.out()).contains("x/dev/app-env.yaml: IDP-1022");
        }
    }

    @Nested
    class With_images {
        @Test
        void a_registry_that_cannot_be_asked_is_exit_code_6() throws IOException {
            var fixture = StateFixture.in(folder).withEnvironment();

            var result = fixture.cli().run("validate", "--images");

            assertThat(result.out()).contains("IDP-4001", "the image cannot be checked");
            assertThat(result.code()).isEqualTo(6);
        }

        @Test
        void an_invalid_file_is_exit_code_3_also_if_a_registry_cannot_be_asked() throws IOException {
            var fixture = StateFixture.in(folder).withEnvironment();
            var bad = "workspaces/likvid/projects/hello-api/tenants/bad/app-env.yaml";
            fixture.commit(work -> {
                Files.createDirectories(work.resolve(bad).getParent());
                Files.writeString(work.resolve(bad), "kind: nonsense\n");
            });

            var result = fixture.cli().run("validate", "--images");

            assertThat(result.out()).contains("IDP-4001", bad);
            assertThat(result.code()).isEqualTo(3);
        }

        @Test
        void a_file_is_refused() throws IOException {
            file("dev.yaml", StateFixture.contract());

            var result = validate("dev.yaml", "--images");

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("--images is for the state repository");
        }
    }
}
