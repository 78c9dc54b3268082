// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AutomationRule;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.version.VersionRange;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Reading a file of the contract")
class ReadingTest {
    static <T> Document<T> valid(ReadResult<T> result) {
        return result.match(document -> document, findings -> {
            throw new AssertionError(findings);
        });
    }

    private static Document<AppEnvironment> environment(String text) {
        return valid(ContractFiles.readAppEnvironment("app-env.yaml", Bytes.utf8(text)));
    }

    private static List<Finding> refused(String text) {
        return Samples.errors(DocumentKind.APP_ENVIRONMENT, Bytes.utf8(text));
    }

    private static Platform platform(String text) {
        return valid(ContractFiles.readPlatform("platform.yaml", Bytes.utf8(text)))
                .value();
    }

    @Nested
    @DisplayName("reports everything at once")
    class Everything {
        @Test
        void is_sorted_by_place() {
            var findings = refused(Samples.appEnvironment()
                    .replace("replicas: 2", "replicas: \"2\"")
                    .replace("tenant: team-a", "tenant: &t Team")
                    .replace("path: /", "path: x\n    path: y")
                    .replace("value: info", "value: no")
                    .replace("track: stable", "trak: 0x1"));

            assertThat(findings)
                    .extracting(finding ->
                            finding.location().line() + " " + finding.code().title())
                    .containsExactly(
                            "6 YAML feature not allowed",
                            "32 wrong type",
                            "46 invalid value",
                            "47 duplicate key",
                            "57 scalar that YAML versions read differently",
                            "69 unknown field",
                            "69 scalar that YAML versions read differently");
        }

        @Test
        void a_request_over_its_limit_next_to_other_findings() {
            var findings = refused(Samples.appEnvironment()
                    .replace("cpu: \"200m\"", "cpu: \"2\"")
                    .replace("memory: \"256Mi\"", "memory: \"1Gi\"")
                    .replace("port: 8080", "port: 0"));

            assertThat(findings)
                    .extracting(Finding::code)
                    .containsExactly(
                            ProblemCode.INVALID_VALUE, ProblemCode.REQUEST_OVER_LIMIT, ProblemCode.REQUEST_OVER_LIMIT);
        }

        @Test
        void every_missing_field_of_an_empty_group() {
            assertThat(refused("apiVersion: idp.meshcloud.io/v1alpha1\nkind: AppEnvironment\nmetadata: {}\nspec: {}\n"))
                    .extracting(finding -> finding.location() + " " + finding.pointer())
                    .containsExactly(
                            "app-env.yaml:3:1 metadata.app",
                            "app-env.yaml:3:1 metadata.environment",
                            "app-env.yaml:3:1 metadata.tenant",
                            "app-env.yaml:4:1 spec.registry",
                            "app-env.yaml:4:1 spec.runtime",
                            "app-env.yaml:4:1 spec.target");
        }

        @Test
        void up_to_a_maximum_number() {
            var text = IntStream.range(0, 20_000)
                    .mapToObj(i -> "key" + i + ": y\n")
                    .collect(Collectors.joining("", Samples.appEnvironment(), ""));

            var findings = refused(text);

            assertThat(findings).hasSize(YamlTree.MAX_FINDINGS);
            assertThat(findings.get(findings.size() - 1).fix()).endsWith("there may be more findings");
            assertThat(findings.get(0).fix()).doesNotContain("more findings");
        }

        @ParameterizedTest
        @ValueSource(strings = {"- a", "text", "12", "~", "[]"})
        void a_file_that_is_not_a_mapping(String text) {
            assertThat(refused(text)).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.WRONG_TYPE);
                assertThat(finding.location()).hasToString("app-env.yaml:1:1");
            });
        }
    }

    @Nested
    @DisplayName("of an environment")
    class Environments {
        @Test
        void gives_the_ADRs_example_as_a_value() {
            var value = environment(Samples.appEnvironment()).value();

            assertThat(value.metadata().tenant()).isEqualTo(Slug.parse("team-a"));
            assertThat(value.target().namespace()).isEqualTo("app-team-a-app1-dev");
            assertThat(value.registry().repository()).hasToString("harbor.example.tld/team-a/app1/dev");
            assertThat(value.registry().optionalDeployMode()).contains(DeployMode.AUTO);
            assertThat(value.runtime().replicas()).isEqualTo(2);
            assertThat(value.runtime().resources().limits().cpu()).hasToString("1000m");
            assertThat(value.config().env())
                    .containsExactly(
                            new AppEnvironment.EnvironmentVariable("LOG_LEVEL", "info"),
                            new AppEnvironment.EnvironmentVariable("FEATURE_X_ENABLED", "true"));
            assertThat(value.config().buildingBlocks()).hasSize(2);
            assertThat(value.ingress()).isEqualTo(new AppEnvironment.Ingress(true, "app1-dev.example.tld", "/", true));
            assertThat(value.track()).isEqualTo(AppEnvironment.Track.STABLE);
        }

        @Test
        void accepts_a_file_without_optional_fields() {
            var value = environment("""
                            apiVersion: idp.meshcloud.io/v1alpha1
                            kind: AppEnvironment
                            metadata: {tenant: a, app: b, environment: dev}
                            spec:
                              target: {namespace: app-x}
                              registry: {repository: 'localhost:5000/x'}
                              runtime:
                                service: {port: 1}
                                scaling: {replicas: 0}
                                resources:
                                  requests: {cpu: 0.5, memory: 1}
                                  limits: {cpu: .5, memory: "+1"}
                            """).value();

            assertThat(value.ingress()).isNull();
            assertThat(value.config()).isEqualTo(AppEnvironment.Config.EMPTY);
            assertThat(value.track()).isNull();
            assertThat(value.registry().optionalDeployMode()).isEmpty();
            assertThat(Platform.DEFAULT.deployMode(value)).isEqualTo(DeployMode.AUTO);
        }

        @Test
        void accepts_a_byte_order_mark_and_carriage_returns() {
            var text = "\uFEFF" + Samples.appEnvironment().replace("\n", "\r\n");

            assertThat(environment(text).value())
                    .isEqualTo(environment(Samples.appEnvironment()).value());
            assertThat(environment(text).locate("spec.runtime.scaling.replicas"))
                    .hasToString("app-env.yaml:32:17");
        }

        @Test
        void warns_of_doubts_also_in_a_file_with_an_error() {
            var text = Samples.appEnvironment().replace("256Mi", "512m") + "typo: 1\n";

            var findings = ContractFiles.readAppEnvironment("app-env.yaml", Bytes.utf8(text))
                    .match(document -> List.<Finding>of(), invalid -> invalid);

            assertThat(findings).extracting(Finding::isError).containsExactlyInAnyOrder(true, false);
        }

        @Test
        void warns_of_fractions_of_bytes() {
            var text = Samples.appEnvironment().replace("256Mi", "512m");

            assertThat(environment(text).warnings()).singleElement().satisfies(finding -> {
                assertThat(finding.isError()).isFalse();
                assertThat(finding.location()).hasToString("app-env.yaml:37:17");
                assertThat(finding.fix()).contains("512Mi");
            });
        }

        @ParameterizedTest
        @CsvSource({
            "spec.target.namespace,13:16",
            "spec.runtime.scaling.replicas,32:17",
            "spec.config.env[1].name,57:15",
            "spec.config.env[7].name,53:5",
            "spec.config.buildingBlocks[0].ref,63:14",
            "spec.ingress.tls,48:5",
            "spec.target.zone,12:3",
            "spec.image,10:1",
            "status,1:1",
            "'',1:1"
        })
        void locates_each_field_or_its_nearest_group(String pointer, String place) {
            assertThat(environment(Samples.appEnvironment()).locate(pointer)).hasToString("app-env.yaml:" + place);
        }
    }

    @Nested
    @DisplayName("of a release")
    class Releases {
        @Test
        void takes_a_tag_alone() {
            var text = Samples.appRelease().replaceFirst("    digest:.*\n", "");

            var release = valid(ContractFiles.readAppRelease("release.yaml", Bytes.utf8(text)))
                    .value();

            assertThat(release.image().optionalDigest()).isEmpty();
            assertThat(release.optionalNewestSeenAt()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "2025-12-29T13:42:10Z,2025-12-29T13:42:10Z",
            "2025-12-29T14:42:10+01:00,2025-12-29T13:42:10Z",
            "2025-12-29T13:42:10.123456789Z,2025-12-29T13:42:10.123456789Z"
        })
        void takes_every_time_by_RFC_3339(String written, Instant meant) {
            var text = Samples.appRelease()
                    .replace("2025-12-29T13:42:10Z\"", written + "\"\n  newestSeenAt: \"" + written + '"');

            var release = valid(ContractFiles.readAppRelease("release.yaml", Bytes.utf8(text)))
                    .value();

            assertThat(release.observedAt()).isEqualTo(meant);
            assertThat(release.optionalNewestSeenAt()).contains(meant);
        }
    }

    @Nested
    @DisplayName("of the platform's settings")
    class Platforms {
        @Test
        void gives_every_setting() {
            var platform = platform(Samples.platform());

            var prod = platform.rules(Slug.parse("prod")).orElseThrow();
            assertThat(prod.promoteFrom()).containsExactly(Slug.parse("staging"));
            assertThat(prod.write()).isEqualTo(Platform.WriteMode.PULL_REQUEST);
            assertThat(platform.environments().get(Slug.parse("dev")).tags().matches(Tag.parse("1.2.3-rc1")))
                    .isTrue();
            assertThat(platform.automation())
                    .containsExactly(new AutomationRule(
                            List.of(AddressPattern.parse("*/*/prod")),
                            TagPattern.parse("(build-[0-9]+-)?(?P<version>.+)"),
                            List.of(TagPattern.parse("latest")),
                            "version",
                            AutomationRule.Order.SEMVER,
                            VersionRange.parse("^1.2"),
                            false));
            assertThat(platform.registries()).containsExactly("harbor.example.tld", "registry.example.tld/team-a");
            assertThat(platform.clusters()).containsOnlyKeys("ske-main");
            assertThat(platform.limits().replicas()).isEqualTo(10);
            assertThat(platform.argocd())
                    .isEqualTo(new Platform.ArgoCd("argocd", "https://git.example.tld/platform/state.git", "main"));
            assertThat(prod.onRetire()).isEqualTo(Platform.OnRetire.KEEP);
            assertThat(platform.ingress().hosts()).containsExactly("example.tld");
            assertThat(platform.ingress().hostsBelongTo()).isEqualTo(Platform.HostOwner.APP);
            assertThat(platform(Samples.platform().replace("hostsBelongTo: app", "hostsBelongTo: workspace"))
                            .ingress()
                            .hostsBelongTo())
                    .isEqualTo(Platform.HostOwner.WORKSPACE);
            assertThat(platform.identities().serviceAccounts()).containsExactly("argocd:argocd-application-controller");
            assertThat(platform.buildingBlocks())
                    .containsEntry(
                            Slug.parse("postgres-default"), new Platform.BuildingBlock("postgres-credentials", null));
            assertThat(platform.defaultBuildingBlock()).isEqualTo(new Platform.BuildingBlock(null, "platform-vault"));
            assertThat(platform.imagePullSecret()).isEqualTo("harbor-pull");
            assertThat(platform.egress()).containsExactly(new Platform.EgressRule("10.0.0.0/8", List.of(443)));
            assertThat(platform.releases().freezes())
                    .containsExactly(new Platform.Freeze(
                            LocalDateTime.parse("2026-12-20T00:00"),
                            LocalDateTime.parse("2027-01-04T08:00"),
                            ZoneId.of("Europe/Berlin"),
                            Set.of(Slug.parse("prod"))));
            assertThat(platform.releases().stopped()).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://git.example.tld/platform/state.git",
                    "http://gitea:3000/platform/state",
                    "ssh://git@git.example.tld:2222/platform/state.git",
                    "ssh://git.example.tld/~platform/state.git",
                    "git@git.example.tld:platform/state.git",
                    "https://dev.azure.com/example/my%20platform/_git/state"
                })
        void takes_the_urls_by_which_argo_cd_reaches_a_repository(String url) {
            var text = Samples.platform().replace("https://git.example.tld/platform/state.git", url);

            assertThat(platform(text).argocd().repository()).isEqualTo(url);
        }

        @Test
        void keeps_the_workload_of_a_retired_prod_only_where_the_file_says_nothing() {
            var text = Samples.platform().replace("      onRetire: keep\n", "");

            assertThat(platform(text).rules(Slug.parse("prod")).orElseThrow().onRetire())
                    .isEqualTo(Platform.OnRetire.KEEP);
            assertThat(platform(text).rules(Slug.parse("dev")).orElseThrow().onRetire())
                    .isEqualTo(Platform.OnRetire.DELETE);
            assertThat(platform(Samples.platform().replace("onRetire: keep", "onRetire: delete"))
                            .rules(Slug.parse("prod"))
                            .orElseThrow()
                            .onRetire())
                    .isEqualTo(Platform.OnRetire.DELETE);
        }

        @Test
        void generates_no_argo_cd_files_where_no_repository_is_named() {
            assertThat(Platform.DEFAULT.argocd()).isEqualTo(new Platform.ArgoCd("argocd", null, "HEAD"));
        }

        @Test
        void warns_about_a_range_with_prereleases_that_are_not_taken() {
            var text = Samples.platform().replace("range: \"^1.2\"", "range: \">=1.0.0-0\"");

            assertThat(warned(text)).contains("spec.automation[0].range");
            assertThat(warned(text.replace("prereleases: false", "prereleases: true")))
                    .doesNotContain("spec.automation[0].range");
        }

        @Test
        void warns_about_a_beginning_among_the_ignored_tags() {
            assertThat(warned(Samples.platform().replace("- latest", "- ^v1")))
                    .contains("spec.automation[0].ignore[0]");
        }

        private List<String> warned(String text) {
            return warnings(text).stream().map(Finding::pointer).toList();
        }

        @Test
        void distinguishes_an_empty_list_from_an_absent_one() {
            var platform = platform(Samples.platform()
                    .replace(
                            "registries:\n    - harbor.example.tld\n    - registry.example.tld/team-a",
                            "registries: []")
                    .replace("hosts:\n      - example.tld", "hosts: []")
                    .replace("egress:\n    - cidr: 10.0.0.0/8\n      ports:\n        - 443", "egress: []")
                    .replace("users:\n        - platform-admin", "users: []"));

            assertThat(platform.registries()).isEmpty();
            assertThat(platform.ingress().hosts()).isEmpty();
            assertThat(platform.egress()).isEmpty();
            assertThat(platform.identities().users()).isEmpty();
            assertThat(Platform.DEFAULT.registries()).isNull();
        }

        @Test
        void takes_a_reason_for_a_stop() {
            var platform = platform(Samples.platform().replace("stopped: false", "stopped: incident 4711"));

            assertThat(platform.releases().stopped()).isEqualTo("incident 4711");
        }

        @Test
        void reads_a_quoted_false_as_a_reason() {
            var platform = platform(Samples.platform().replace("stopped: false", "stopped: \"false\""));

            assertThat(platform.releases().stopped()).isEqualTo("false");
        }

        @Test
        void has_a_default_mode_for_an_environment_without_one() {
            var text = Samples.platform()
                    .replace("    staging:\n      deployPolicy:\n        mode: auto\n", "    demo: {}\n    staging:\n");

            assertThat(platform(text).rules(Slug.parse("demo")).orElseThrow().deployMode())
                    .isEqualTo(DeployMode.MANUAL);
            assertThat(platform(text).rules(Slug.parse("staging")).orElseThrow().deployMode())
                    .isEqualTo(DeployMode.AUTO);
        }

        @Test
        void refuses_a_freeze_without_duration_because_clocks_go_forward() {
            var text = Samples.platform()
                    .replace("2026-12-20T00:00", "2027-03-28T02:00")
                    .replace("2027-01-04T08:00", "2027-03-28T03:00");

            assertThat(Samples.errors(DocumentKind.PLATFORM, Bytes.utf8(text))).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"fd00::/8", "::/0", "::1/128", "1:2:3:4:5:6:7:8/64", "0.0.0.0/0"})
        void takes_networks_of_both_families(String cidr) {
            assertThat(platform(Samples.platform().replace("10.0.0.0/8", "\"" + cidr + "\""))
                            .egress())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {":::/8", "1:2:3/8", "fd00::/129", "1.2.3/8", "256.0.0.0/8", "10.0.0.0/08", "/8", "g::/8"})
        void refuses_invalid_networks(String cidr) {
            var text = Samples.platform().replace("10.0.0.0/8", "\"" + cidr + "\"");

            assertThat(Samples.errors(DocumentKind.PLATFORM, Bytes.utf8(text)))
                    .extracting(Finding::code)
                    .containsExactly(ProblemCode.INVALID_VALUE);
        }

        @Test
        void warns_about_a_tag_pattern_that_has_a_beginning_and_no_end() {
            var text = Samples.platform().replaceFirst("tags: .*", "tags: '^v1\\\\.'");

            assertThat(warnings(text)).singleElement().satisfies(warning -> {
                assertThat(warning.pointer()).isEqualTo("spec.environments.dev.tags");
                assertThat(warning.what()).isEqualTo("'^v1\\.' must match the whole tag, not only its beginning");
                assertThat(warning.fix()).isEqualTo("did you mean '^v1\\..*'? End it with $ if it is the whole tag");
            });
            assertThat(warnings(text.replace("^v1\\.", "^v1\\..*"))).isEmpty();
        }

        private List<Finding> warnings(String text) {
            return Samples.read(DocumentKind.PLATFORM, "platform.yaml", Bytes.utf8(text))
                    .match(Document::warnings, findings -> findings);
        }

        @ParameterizedTest
        @ValueSource(strings = {"v\\d+", "[?=*+]+", "a\\+\\+", "(?<name>x)+", "release-(a|b)", "[^]x]+"})
        void accepts_only_simple_regular_expressions(String tags) {
            var text = Samples.platform().replaceFirst("tags: .*", "tags: '" + Matcher.quoteReplacement(tags) + "'");

            assertThat(platform(text).rules(Slug.parse("dev")).orElseThrow().tags())
                    .hasToString(tags);
        }
    }

    @Nested
    class Building_blocks_of_a_platform {
        private static List<Finding> warnings(String spec) {
            var text = "apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n" + spec;
            return ContractFiles.readPlatform("platform.yaml", Bytes.utf8(text))
                    .match(document -> document.warnings(), invalid -> invalid);
        }

        @Test
        void that_give_applications_the_pull_secret_cause_a_warning() {
            assertThat(warnings("""
                      imagePullSecret: pull
                      buildingBlocks:
                        db: { secret: pull }
                        queue: { secret: queue }
                        default: { secret: pull }
                    """))
                    .extracting(Finding::pointer)
                    .containsExactly("spec.buildingBlocks.db.secret", "spec.buildingBlocks.default.secret");
        }

        @Test
        void with_secrets_of_their_own_give_no_warning() {
            assertThat(warnings("""
                      imagePullSecret: pull
                      buildingBlocks:
                        db: { secret: db }
                    """)).isEmpty();
        }
    }
}
