// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static io.meshcloud.idp.cli.StateFixture.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Day 0 at a Harbor, from the command line. */
class ProvisioningTest {
    private static final String DEV = "likvid/hello-api/dev";
    private static final String PROD = "likvid/hello-api/prod";
    private static final String PUSH = "robot$hello-dev+api-push";
    private static final String PULL = "robot$hello-dev+api-pull";
    private static final String HOOK_SECRET = "Bearer Hook-Secret-77";

    @TempDir
    private Path folder;

    private FakeHarbor harbor;
    private StateFixture fixture;

    @BeforeEach
    void start() throws IOException {
        harbor = new FakeHarbor(TestRun.NOW);
        fixture = StateFixture.in(folder);
        contract("dev", "hello-dev/api");
        contract("prod", "hello-prod/api");
        require(run("init"));
    }

    @AfterEach
    void stop() {
        harbor.close();
    }

    private void contract(String kind, String path) throws IOException {
        Files.writeString(
                folder.resolve(kind + ".yaml"),
                StateFixture.contract("likvid", "hello-api", kind, FakeHarbor.HOST + "/" + path));
    }

    private TestRun cli() {
        return fixture.cli()
                .with("IDP_REGISTRY", FakeHarbor.HOST + "=" + harbor.url())
                .with("IDP_REGISTRY_HARBOR_EXAMPLE_TLD_USER", "admin")
                .with("IDP_REGISTRY_HARBOR_EXAMPLE_TLD_PASSWORD", FakeHarbor.PASSWORD);
    }

    private TestRun.Result run(String... words) {
        return cli().run(words);
    }

    private TestRun.Result create(String... more) {
        return createOf(cli(), DEV, "dev.yaml", more);
    }

    private static TestRun.Result createOf(TestRun cli, String address, String file, String... more) {
        var words = new ArrayList<>(List.of("env", "create", address, "-f", file, "--provision"));
        words.addAll(List.of(more));
        return cli.run(words.toArray(String[]::new));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private String secret(String account) {
        return harbor.accounts().get(account);
    }

    @Nested
    class Creating_an_environment {
        @Test
        void creates_its_project_and_prints_the_secrets_once() {
            var result = require(create());

            assertThat(harbor.made()).containsExactly("hello-dev: 0 rules, 0 webhooks");
            assertThat(harbor.accounts()).containsOnlyKeys(PUSH, PULL);
            assertThat(result.out()).contains("created", "made", PUSH, secret(PUSH), PULL, secret(PULL), "never");
            assertThat(result.err()).contains("shown only once");
            assertThat(require(run("env", "show", DEV)).out()).contains("hello-dev/api");
        }

        @Test
        void a_second_time_changes_nothing_and_prints_no_secret() {
            require(create());
            int changes = harbor.changesSoFar();

            var again = require(create());

            assertThat(harbor.changesSoFar()).isEqualTo(changes);
            assertThat(again.out()).contains("unchanged", "present").doesNotContain("made", secret(PUSH), secret(PULL));
            assertThat(again.err()).doesNotContain("shown only once");
        }

        @Test
        void that_fails_half_way_prints_the_secrets_so_far_and_a_second_run_completes_it() {
            harbor.failOnce("POST", "api-pull");

            var broken = create();

            assertThat(broken.code()).isEqualTo(6);
            assertThat(broken.out()).contains(PUSH, secret(PUSH));
            assertThat(run("env", "show", DEV).code()).isEqualTo(4);

            var finished = require(create());

            assertThat(finished.out()).contains("created", secret(PULL)).doesNotContain(secret(PUSH));
            assertThat(harbor.accounts()).containsOnlyKeys(PUSH, PULL);
        }

        @Test
        void that_is_refused_creates_nothing() throws IOException {
            Files.writeString(folder.resolve("dev.yaml"), Files.readString(folder.resolve("dev.yaml")) + "  more: 1\n");

            var refused = create();

            assertThat(refused.code()).isEqualTo(3);
            assertThat(harbor.changesSoFar()).isZero();
        }

        @Test
        void in_a_dry_run_creates_nothing_in_git_or_the_registry() {
            var planned = require(create("--dry-run", "--credentials", "ci.env"));

            assertThat(planned.out()).contains("would be created");
            assertThat(planned.err()).contains("nothing was created at the registry");
            assertThat(harbor.changesSoFar()).isZero();
            assertThat(folder.resolve("ci.env")).doesNotExist();
        }

        @Test
        void gets_immutable_tags_if_it_is_released_by_hand() {
            require(createOf(cli(), PROD, "prod.yaml"));

            assertThat(harbor.made()).containsExactly("hello-prod: 1 rules, 0 webhooks");
        }

        @Test
        void gets_immutable_tags_only_on_request() {
            require(create("--immutable-tags"));
            require(createOf(cli(), PROD, "prod.yaml", "--no-immutable-tags"));

            assertThat(harbor.made())
                    .containsExactly("hello-dev: 1 rules, 0 webhooks", "hello-prod: 0 rules, 0 webhooks");
        }

        @Test
        void gets_a_webhook_whose_secret_is_never_printed() {
            var cli = cli().with("IDP_WEBHOOK", "https://idp.example.tld/hooks/harbor")
                    .with("IDP_WEBHOOK_AUTHORIZATION", HOOK_SECRET);

            var result = require(createOf(cli, DEV, "dev.yaml", "--output", "json"));

            assertThat(harbor.made()).containsExactly("hello-dev: 0 rules, 1 webhooks");
            assertThat(result.out() + result.err()).doesNotContain("Hook-Secret");
        }

        @Test
        void with_a_webhook_that_has_no_secret_is_refused() {
            var refused = create("--webhook", "https://idp.example.tld/hooks/harbor");

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("IDP_WEBHOOK_AUTHORIZATION is not set");
            assertThat(harbor.changesSoFar()).isZero();
        }

        @Test
        void prints_everything_in_one_json_record() throws IOException {
            var result = json(
                    require(create("--valid-days", "90", "--output", "json")).out());

            assertThat(result.at("/result").asText()).isEqualTo("changed");
            assertThat(result.at("/registry/repository").asText()).isEqualTo(FakeHarbor.HOST + "/hello-dev/api");
            assertThat(result.at("/registry/steps/0/result").asText()).isEqualTo("made");
            assertThat(result.at("/registry/accounts/0/secret").asText()).isEqualTo(secret(PUSH));
            assertThat(result.at("/registry/accounts/1/expires").asText())
                    .isEqualTo(TestRun.NOW.plus(Duration.ofDays(90)).toString());
        }

        @Test
        void at_a_registry_that_is_not_a_harbor_is_refused_and_commits_nothing() {
            var refused = createOf(
                    cli().with("IDP_REGISTRY", FakeHarbor.HOST + "=oci:" + folder.resolve("images")), DEV, "dev.yaml");

            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.err()).contains("IDP-4018", "oci:" + folder.resolve("images"), "nothing was committed");
            assertThat(run("env", "show", DEV).code()).isEqualTo(4);
        }

        @Test
        void without_provisioning_refuses_the_options_of_provisioning() {
            var refused = run("env", "create", DEV, "-f", "dev.yaml", "--valid-days", "3");

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("--provision");
        }

        @Test
        void from_flags_with_only_a_host_gets_its_own_project() {
            var result = require(run(
                    "env",
                    "create",
                    DEV,
                    "--provision",
                    "--tenant",
                    "likvid",
                    "--app",
                    "hello-api",
                    "--environment",
                    "dev",
                    "--namespace",
                    "app-likvid-hello-api-dev",
                    "--repository",
                    FakeHarbor.HOST,
                    "--port",
                    "8080",
                    "--replicas",
                    "1",
                    "--cpu-request",
                    "100m",
                    "--memory-request",
                    "128Mi",
                    "--cpu-limit",
                    "500m",
                    "--memory-limit",
                    "256Mi"));

            assertThat(harbor.made()).containsExactly("likvid-hello-api-dev: 0 rules, 0 webhooks");
            assertThat(result.out()).contains(FakeHarbor.HOST + "/likvid-hello-api-dev/hello-api");
        }

        @Test
        void gets_the_requested_quota() {
            assertThat(require(create("--quota", "20Gi")).out()).contains("quota of project hello-dev of 20Gi");
            assertThat(create("--quota", "much").code()).isEqualTo(2);
            assertThat(create("--quota", "0").code()).isEqualTo(2);
        }

        @Test
        void with_a_validity_of_zero_days_is_refused() {
            assertThat(create("--valid-days", "0").code()).isEqualTo(2);
        }
    }

    @Nested
    class Secrets_in_files {
        @Test
        void are_not_printed_as_well() throws IOException {
            var result = require(create("--credentials", "ci.env", "--pull-secret", "pull.yaml"));

            assertThat(result.out() + result.err())
                    .contains("ci.env", "pull.yaml")
                    .doesNotContain(secret(PUSH), secret(PULL));
            assertThat(Files.readString(folder.resolve("ci.env")))
                    .contains("REGISTRY_PUSH_USER='" + PUSH + "'", "REGISTRY_PUSH_PASSWORD='" + secret(PUSH) + "'")
                    .contains("REGISTRY_PULL_USER='" + PULL + "'", "REGISTRY_PULL_PASSWORD='" + secret(PULL) + "'");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ci.env"))))
                    .isEqualTo("rw-------");
        }

        @Test
        void can_be_a_kubernetes_secret() throws IOException {
            var result = require(create("--pull-secret", "pull.yaml"));

            var manifest = Files.readString(folder.resolve("pull.yaml"));
            assertThat(manifest).contains("kind: Secret", "name: registry-pull", "namespace: app-likvid-hello-api-dev");
            var config = manifest.substring(manifest.indexOf(".dockerconfigjson:") + 18)
                    .strip();
            var login = json(new String(Base64.getDecoder().decode(config), StandardCharsets.UTF_8))
                    .at("/auths")
                    .get(FakeHarbor.HOST);
            assertThat(login.get("username").asText()).isEqualTo(PULL);
            assertThat(login.get("password").asText()).isEqualTo(secret(PULL));
            assertThat(result.out()).contains(secret(PUSH)).doesNotContain(secret(PULL));
        }

        @Test
        void never_overwrite_a_file_and_are_then_not_created() throws IOException {
            Files.writeString(folder.resolve("ci.env"), "the only copy");

            var refused = create("--pull-secret", "pull.yaml", "--credentials", "ci.env");

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("IDP-5006", "it exists already");
            assertThat(Files.readString(folder.resolve("ci.env"))).isEqualTo("the only copy");
            assertThat(folder.resolve("pull.yaml")).doesNotExist();
            assertThat(harbor.changesSoFar()).isZero();
        }

        @Test
        void leave_no_empty_file_if_no_secret_was_created() {
            require(create());

            require(create("--credentials", "ci.env"));

            assertThat(folder.resolve("ci.env")).doesNotExist();
        }

        @Test
        void need_an_existing_folder() {
            assertThat(create("--credentials", "nowhere/ci.env").err()).contains("its folder does not exist");
        }
    }

    @Nested
    class Credentials {
        @Test
        void are_listed_with_their_expiry() {
            require(create("--valid-days", "90"));

            var result = require(run("env", "credentials", DEV));

            assertThat(result.out()).contains("PURPOSE", PUSH, PULL, "good", "2027-02-21T12:00:00Z");
            assertThat(result.out()).doesNotContain(secret(PUSH));
            assertThat(result.err()).doesNotContain("warning");
        }

        @Test
        void that_expire_soon_cause_a_warning() {
            require(create("--valid-days", "10"));

            assertThat(require(run("env", "credentials", DEV)).err())
                    .contains("can push expires within two weeks", "can pull expires within two weeks", "--rotate");
        }

        @Test
        void that_were_never_created_cause_a_warning() {
            require(run("env", "create", DEV, "-f", "dev.yaml"));

            assertThat(require(run("env", "credentials", DEV)).err())
                    .contains("no account of this environment can push", "`idp env provision`");
        }

        @Test
        void are_renewed_with_an_overlap() {
            require(create());
            var old = harbor.accounts();

            var result = require(run("env", "credentials", DEV, "--rotate", "--overlap-days", "3"));

            assertThat(harbor.accounts()).containsAllEntriesOf(old).hasSize(4);
            assertThat(result.out())
                    .contains(PUSH + "-2", secret(PUSH + "-2"), PULL + "-2", secret(PULL + "-2"), "corrected");
            assertThat(require(run("env", "credentials", DEV)).out()).contains(PUSH + "-2", "2026-11-2", "never");
        }

        @Test
        void are_replaced_at_once_without_an_overlap() {
            require(create());

            require(run("env", "credentials", DEV, "--rotate", "--overlap-days", "0", "--credentials", "new.env"));

            assertThat(harbor.accounts()).containsOnlyKeys(PUSH + "-2", PULL + "-2");
            assertThat(folder.resolve("new.env")).isNotEmptyFile();
        }

        @Test
        void are_created_only_with_the_options_that_ask_for_it() {
            require(create());

            assertThat(run("env", "credentials", DEV, "--credentials", "ci.env").code())
                    .isEqualTo(2);
            assertThat(run("env", "credentials", DEV, "--rotate", "--dry-run").code())
                    .isEqualTo(2);
            assertThat(run("env", "credentials", DEV, "--rotate", "--immutable-tags")
                            .code())
                    .isEqualTo(2);
        }

        @Test
        void of_an_unknown_environment_are_not_requested() {
            assertThat(run("env", "credentials", DEV).code()).isEqualTo(4);
        }
    }

    @Nested
    class Later {
        @Test
        void missing_parts_are_created() {
            require(run("env", "create", DEV, "-f", "dev.yaml"));

            var result = require(run("env", "provision", DEV));

            assertThat(result.out()).contains("made", secret(PUSH));
            assertThat(harbor.accounts()).containsOnlyKeys(PUSH, PULL);
        }

        @Test
        void retiring_reports_what_remains() {
            require(create());

            var result = require(run("env", "retire", DEV));

            assertThat(result.out()).contains("retired");
            assertThat(result.err()).contains("this stays at the registry: project hello-dev", PUSH, PULL);
            assertThat(harbor.accounts()).hasSize(2);
        }

        @Test
        void retiring_succeeds_while_the_registry_is_down() {
            require(run("env", "create", DEV, "-f", "dev.yaml"));
            harbor.close();

            var result = require(run("env", "retire", DEV));

            assertThat(result.out()).contains("retired");
            assertThat(result.err()).contains("it is unknown what stays at the registry");
        }
    }

    @Nested
    class Validating {
        @Test
        void warns_of_a_project_that_dev_and_prod_share() throws IOException {
            contract("dev", "hello/api-dev");
            contract("prod", "hello/api-prod");
            require(run("env", "create", DEV, "-f", "dev.yaml"));
            require(run("env", "create", PROD, "-f", "prod.yaml"));

            var result = require(run("validate"));

            assertThat(result.out())
                    .contains("warning IDP-2023", "hello/api-dev", "hello/api-prod", "the project hello of the Harbor");
            assertThat(result.out().lines().filter(line -> line.contains("IDP-2023")))
                    .hasSize(2);
        }

        @Test
        void does_not_warn_of_separate_projects() {
            require(run("env", "create", DEV, "-f", "dev.yaml"));
            require(run("env", "create", PROD, "-f", "prod.yaml"));

            assertThat(require(run("validate")).out()).doesNotContain("IDP-2023");
        }
    }
}
