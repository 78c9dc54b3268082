// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.validate.ValidationReport;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.provisioning.PushRights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitAndValidationTest {
    private static final StatePath README = StatePath.of("README.md");

    private final World world = new World();

    private ValidationReport validate() {
        return new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent());
    }

    @Nested
    class Init {
        @Test
        void writes_settings_and_a_readme_in_one_commit() {
            assertThat(world.init.init(context())).isInstanceOf(ChangeOutcome.Changed.class);

            assertThat(world.state.commits()).hasSize(1);
            assertThat(world.read(PlatformView.PATH).orElseThrow().asText()).contains("deployOnPush: false");
            assertThat(world.read(README)).isPresent();
            assertThat(validate().findings()).isEmpty();
        }

        @Test
        void twice_changes_nothing() {
            world.init.init(context());

            assertThat(world.init.init(context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        }

        @Test
        void never_changes_existing_settings_even_if_they_are_broken() {
            world.breakSettings();

            assertThat(world.init.init(context())).isInstanceOf(ChangeOutcome.Unchanged.class);
            assertThat(world.read(PlatformView.PATH)).contains(Bytes.utf8("spec: ["));
        }

        @Test
        void keeps_other_content() {
            world.state.foreignCommit("readme", Map.of("README.md", Bytes.utf8("ours")));

            world.init.init(context());

            assertThat(world.read(README)).contains(Bytes.utf8("ours"));
            assertThat(world.read(PlatformView.PATH)).isPresent();
        }

        @Test
        void does_not_overwrite_a_link() {
            world.state.foreignLink("link", PlatformView.PATH.value());

            assertThat(world.init.init(context())).isInstanceOf(ChangeOutcome.Rejected.class);
        }
    }

    @Nested
    class Validation {
        private void file(String path, String text) {
            world.state.foreignCommit("file", Map.of(path, Bytes.utf8(text)));
        }

        @Test
        void accepts_all_files_that_the_services_write() {
            world.init.init(context());
            world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");
            world.create(PROD, World.file("prod"), null);

            var report = validate();

            assertThat(report.findings()).isEmpty();
            assertThat(report.environments()).isEqualTo(2);
            assertThat(report.files()).isEqualTo(4);
        }

        @Test
        void reports_findings_of_every_file_at_once() {
            world.settings("unknown: 1");
            file(environmentPath(DEV).value(), World.file("dev").replace("replicas: 2", "replicas: -1"));
            file(environmentPath(PROD).value(), "spec: [");
            file(releasePath(DEV).value(), "x: 1\n");

            assertThat(validate().findings())
                    .extracting(finding -> finding.location().file())
                    .contains(
                            "platform/platform.yaml",
                            environmentPath(DEV).value(),
                            environmentPath(PROD).value(),
                            releasePath(DEV).value())
                    .isSorted();
            assertThat(validate().isValid()).isFalse();
        }

        @Test
        void reports_a_conflict_in_both_files() {
            file(environmentPath(DEV).value(), World.file("dev"));
            file(environmentPath(PROD).value(), World.file("prod").replace("app1/prod", "app1/dev"));

            assertThat(validate().findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.NOT_UNIQUE)
                    .extracting(finding -> finding.location().file())
                    .containsExactly(
                            environmentPath(DEV).value(), environmentPath(PROD).value());
        }

        @Test
        void reports_a_host_of_two_applications_in_both_files() {
            world.settings("{}");
            var shop = environmentPath(EnvironmentAddress.parse("likvid/shop/dev"));
            file(environmentPath(DEV).value(), World.file("dev"));
            file(
                    shop.value(),
                    World.file("dev")
                            .replace("app1", "shop")
                            .replace("host: shop-dev", "path: /login\n    host: app1-dev"));

            assertThat(validate().findings())
                    .extracting(
                            finding -> finding.code() + " " + finding.location().file())
                    .containsExactly("IDP-1018 " + environmentPath(DEV), "IDP-1018 " + shop);

            world.settings("ingress:\n  hostsBelongTo: workspace");
            assertThat(validate().findings()).isEmpty();
        }

        @Test
        void reports_a_host_of_two_applications_if_one_file_has_errors() {
            var shop = environmentPath(EnvironmentAddress.parse("likvid/shop/dev"));
            file(environmentPath(DEV).value(), World.file("dev").replace("port: 8080", "port: 0"));
            file(
                    shop.value(),
                    World.file("dev")
                            .replace("app1", "shop")
                            .replace("host: shop-dev", "path: /login\n    host: app1-dev"));

            assertThat(validate().findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.NOT_UNIQUE)
                    .extracting(finding -> finding.location().file())
                    .containsExactly(environmentPath(DEV).value(), shop.value());
        }

        @ParameterizedTest
        @CsvSource({
            "app-env.yml, app-env.yaml",
            "App-Env.yaml, app-env.yaml",
            "APP-ENV.YAML, app-env.yaml",
            "app_env.yaml, app-env.yaml",
            "appenv.yaml, app-env.yaml",
            "App-Env.YML, app-env.yaml",
            "release.yml, release.yaml",
            "Release.YML, release.yaml"
        })
        void names_a_file_that_is_ignored_because_of_its_name(String name, String meant) {
            var folder = "workspaces/likvid/projects/hello-api/tenants/dev/";
            file(folder + name, World.file("dev"));

            assertThat(validate().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.isError()).isTrue();
                assertThat(finding.location().file()).isEqualTo(folder + name);
                assertThat(finding.fix()).contains("did you mean " + folder + meant + "?");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"app-env.yaml.bak", "app-env.yaml.orig", "values.yml", "app-environment.yaml", "release.json"
                })
        void skips_a_file_that_is_meant_to_be_ignored(String name) {
            file("workspaces/likvid/projects/hello-api/tenants/dev/" + name, World.file("dev"));
            file("elsewhere/app-env.yml", World.file("dev"));

            assertThat(validate().findings()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "workspaces/likvid/projects/hello-api/tenant/dev",
                    "Workspaces/likvid/projects/hello-api/tenants/dev",
                    "workspaces/likvid/projects/hello_api/tenants/Dev"
                })
        void suggests_the_right_folder(String folder) {
            world.settings("{}");
            file(folder + "/app-env.yaml", World.file("dev"));

            assertThat(validate().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.INVALID_ADDRESS);
                assertThat(finding.fix()).contains("did you mean " + environmentPath(DEV) + "?");
            });
        }

        @Test
        void reports_a_link_in_the_place_of_a_folder_of_environments() {
            world.settings("{}");
            world.state.foreignLink("link", "workspaces/likvid/projects/hello-api/tenants/dev");

            assertThat(validate().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.NOT_A_REGULAR_FILE);
                assertThat(finding.location().file()).isEqualTo("workspaces/likvid/projects/hello-api/tenants/dev");
                assertThat(finding.what()).contains("a symbolic link");
            });
        }

        @Test
        void warns_about_an_address_that_ends_in_the_name_of_another_kind() {
            world.settings("{}");
            file(environmentPath(PROD).value(), World.file("dev"));

            assertThat(validate().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.isError()).isFalse();
                assertThat(finding.what()).contains("ends in 'prod'", "'dev'");
                assertThat(finding.location().line()).isPositive();
            });
        }

        @Test
        void reports_a_release_that_does_not_belong_to_its_environment() {
            world.init.init(context());
            world.create(DEV, World.file("dev"), null);
            world.pushAndRelease("1.0.0");
            file(environmentPath(DEV).value(), World.file("dev").replace("app1/dev", "app1/other"));

            assertThat(validate().findings()).extracting(Finding::code).containsExactly(ProblemCode.RELEASE_MISMATCH);
        }

        @Test
        void reports_files_in_folders_without_an_environment() {
            file("somewhere/app-env.yaml", World.file("dev"));
            file("release.yaml", "x: 1\n");
            file(releasePath(DEV).value(), "x: 1\n");

            assertThat(validate().findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.INVALID_ADDRESS)
                    .extracting(finding -> finding.location().file())
                    .containsExactly("release.yaml", "somewhere/app-env.yaml");
            assertThat(validate().findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.RELEASE_MISMATCH)
                    .extracting(finding -> finding.location().file())
                    .containsExactly("release.yaml", releasePath(DEV).value());
        }

        @Test
        void reports_settings_of_the_command_line_wherever_they_are() {
            file("idp.yaml", "cache: .\n");
            file("workspaces/idp.yaml", "# nothing\n");

            assertThat(validate().isValid()).isFalse();
            assertThat(validate().findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.SETTINGS_IN_STATE)
                    .extracting(finding -> finding.location().file())
                    .containsExactly("idp.yaml", "workspaces/idp.yaml");
        }

        @Test
        void reports_links_and_large_files_without_opening_them() {
            world.init.init(context());
            world.state.foreignLink("link", environmentPath(DEV).value());
            world.state.foreignCommit(
                    "large", Map.of(environmentPath(PROD).value(), Bytes.of(new byte[10 * 1024 * 1024])));

            assertThat(validate().findings())
                    .extracting(Finding::code)
                    .containsExactly(ProblemCode.NOT_A_REGULAR_FILE, ProblemCode.FILE_TOO_LARGE);
        }

        @Test
        void reports_a_value_over_a_limit_as_an_error() {
            world.settings("limits:\n  replicas: 1");
            file(environmentPath(DEV).value(), World.file("dev"));

            assertThat(validate().isValid()).isFalse();
        }

        @Test
        void with_broken_settings_every_file_is_still_checked_on_its_own() {
            world.breakSettings();
            file("somewhere/app-env.yaml", World.file("dev"));

            assertThat(validate().findings())
                    .allSatisfy(finding -> assertThat(finding.location().file()).isEqualTo("platform/platform.yaml"));
        }

        @Test
        void reports_its_progress() {
            world.create(DEV, World.file("dev"), null);
            world.pushAndRelease("1.0.0");
            var steps = new ArrayList<String>();

            new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                    .validate(World.platform(), world.state.snapshot(), (done, total) -> steps.add(done + "/" + total));

            assertThat(steps).containsExactly("0/2", "1/2", "2/2");
        }
    }

    @Nested
    class A_right_to_push {
        private final List<String> asked = new ArrayList<>();

        private List<Finding> findings(PushRights rights) {
            return new ValidationService(rights, world.core.platform())
                            .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent())
                            .findings()
                            .stream()
                            .filter(finding -> finding.code() == ProblemCode.SHARED_PUSH_RIGHTS)
                            .toList();
        }

        private Optional<String> byFirstPart(ImageRepository repository) {
            asked.add(repository.host());
            return Optional.of("project " + repository.path().split("/")[0]);
        }

        private void environments(String... kinds) {
            for (var kind : kinds) {
                var address = EnvironmentAddress.parse("likvid/hello-api/" + kind);
                world.state.foreignCommit(
                        kind, Map.of(World.environmentPath(address).value(), Bytes.utf8(World.file(kind))));
            }
        }

        @Test
        void that_covers_environments_of_different_policies_causes_a_warning_in_both_files() {
            environments("dev", "prod");

            assertThat(findings(this::byFirstPart))
                    .hasSize(2)
                    .allSatisfy(finding -> assertThat(finding.isError()).isFalse())
                    .anySatisfy(finding -> {
                        assertThat(finding.location().file())
                                .isEqualTo(World.environmentPath(DEV).value());
                        assertThat(finding.location().line()).isPositive();
                        assertThat(finding.what())
                                .contains(
                                        World.repository("prod").toString(), "likvid/hello-api/prod", "project team-a");
                    });
        }

        @Test
        void is_checked_even_if_a_repository_is_in_no_project() {
            environments("dev", "prod", "staging");

            assertThat(findings(repository -> {
                        if (repository.equals(World.repository("dev"))) {
                            throw Problem.of(ProblemCode.NO_PROJECT, "in no project", "", "")
                                    .asException();
                        }
                        return byFirstPart(repository);
                    }))
                    .hasSize(2);
        }

        @Test
        void that_covers_environments_of_one_policy_causes_no_warning() {
            environments("dev", "staging");

            assertThat(findings(this::byFirstPart)).isEmpty();
            assertThat(asked).isEmpty();
        }

        @Test
        void for_a_single_repository_causes_no_warning() {
            environments("dev", "prod");

            assertThat(findings(World.SEPARATE_RIGHTS)).isEmpty();
        }

        @Test
        void is_not_requested_again_from_an_unreachable_registry() {
            environments("dev", "prod");

            assertThat(findings(repository -> {
                        asked.add(repository.host());
                        throw Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "down", "", "")
                                .asException();
                    }))
                    .isEmpty();
            assertThat(asked).hasSize(1);
        }
    }

    @Nested
    class Validation_with_images {
        private void add(EnvironmentAddress address, String kind) {
            world.state.foreignCommit(kind, Map.of(environmentPath(address).value(), Bytes.utf8(World.file(kind))));
        }

        private List<Finding> findings() {
            return new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                    .with(world.core.imageCheck())
                    .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent())
                    .findings();
        }

        @Test
        void finds_nothing_where_the_running_image_can_be_pulled() {
            world.init.init(context());
            add(DEV, "dev");
            world.pushAndRelease("1.0.0");

            assertThat(findings()).isEmpty();
        }

        @Test
        void names_a_running_digest_that_is_gone() {
            world.init.init(context());
            add(DEV, "dev");
            var digest = world.pushAndRelease("1.0.0");
            world.registry.remove(World.repository("dev"), digest);

            assertThat(findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.IMAGE_NOT_FOUND);
                assertThat(finding.location().file()).isEqualTo(releasePath(DEV).value());
                assertThat(finding.what()).contains("the running image is gone from the registry");
                assertThat(finding.isError()).isTrue();
            });
            assertThat(validate().findings()).isEmpty();
        }

        @Test
        void warns_about_a_repository_without_an_image_before_the_first_release() {
            world.init.init(context());
            add(DEV, "dev");

            assertThat(findings()).singleElement().satisfies(finding -> {
                assertThat(finding.location().file())
                        .isEqualTo(environmentPath(DEV).value());
                assertThat(finding.what()).contains("or has no such repository");
                assertThat(finding.isError()).isFalse();
            });
            world.push("1.0.0");
            assertThat(findings()).isEmpty();
        }

        @Test
        void names_a_registry_that_cannot_be_reached_once() {
            world.init.init(context());
            add(DEV, "dev");
            add(PROD, "prod");
            world.pushAndRelease("1.0.0");
            world.registry.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "the registry is down", "", "wait"));

            assertThat(findings())
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.what()).isEqualTo("the image cannot be checked: the registry is down"));
        }
    }
}
