// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.contract.yaml.Samples;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Rules that need more than one file")
class ChecksTest {
    private static <T> Document<T> valid(ReadResult<T> result) {
        return result.match(document -> document, findings -> {
            throw new AssertionError(findings);
        });
    }

    private static Document<AppEnvironment> environment(String file, String... replacements) {
        return valid(ContractFiles.readAppEnvironment(file, Bytes.utf8(edit(Samples.appEnvironment(), replacements))));
    }

    private static Platform platform(String... replacements) {
        return valid(ContractFiles.readPlatform("platform.yaml", Bytes.utf8(edit(Samples.platform(), replacements))))
                .value();
    }

    private static String edit(String text, String... replacements) {
        var edited = text;
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(edited).contains(replacements[i]);
            edited = edited.replace(replacements[i], replacements[i + 1]);
        }
        return edited;
    }

    private static void assertOnly(List<Finding> findings, ProblemCode code, String place, String... words) {
        assertThat(findings).hasSize(1);
        var finding = findings.get(0);
        assertThat(finding.code()).isEqualTo(code);
        assertThat(finding.location()).hasToString(place);
        assertThat(finding.isError()).isTrue();
        assertThat(finding.what() + " | " + finding.fix()).contains(words);
    }

    @Nested
    @DisplayName("An environment against the platform's settings")
    class OfPlatform {
        private final Document<AppEnvironment> example = environment("app-env.yaml");

        @Test
        void the_ADRs_example_is_allowed_with_and_without_settings() {
            assertThat(PlatformCheck.check(example, Platform.DEFAULT)).isEmpty();
            assertThat(PlatformCheck.check(example, platform())).isEmpty();
        }

        @Test
        void the_environment_must_be_defined_by_the_platform() {
            assertOnly(
                    PlatformCheck.check(environment("app-env.yaml", "environment: dev", "environment: qa"), platform()),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:8:16",
                    "'qa'",
                    "use one of dev, prod, staging");
        }

        @Test
        void the_cluster_must_be_defined_by_the_platform() {
            assertOnly(
                    PlatformCheck.check(example, platform("ske-main:", "ske-other:")),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:14:14",
                    "'ske-main'",
                    "use one of ske-other");
        }

        @Test
        void the_cluster_may_be_omitted_if_the_platform_has_only_one() {
            var without = environment("app-env.yaml", "    cluster: ske-main ", "    # ");

            assertThat(PlatformCheck.check(without, platform())).isEmpty();
            assertThat(PlatformCheck.check(without, Platform.DEFAULT)).isEmpty();
            assertOnly(
                    PlatformCheck.check(without, platform("    ske-main:", "    ske-two: {}\n    ske-main:")),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:12:3",
                    "no cluster is named",
                    "use one of ske-main, ske-two");
        }

        @ParameterizedTest
        @CsvSource({
            "harbor.example.tld,true",
            "harbor.example.tld/team-a,true",
            "harbor.example.tld/team-a/app1/dev,true",
            "harbor.example.tld/team,false",
            "harbor.example.tld:443,false",
            "example.tld,false"
        })
        void the_repository_must_be_below_an_allowed_prefix(String prefix, boolean allowed) {
            var findings = PlatformCheck.check(example, platform("- harbor.example.tld\n", "- " + prefix + "\n"));

            if (allowed) {
                assertThat(findings).isEmpty();
            } else {
                assertOnly(
                        findings,
                        ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                        "app-env.yaml:19:17",
                        "is not in a registry",
                        "use a repository below " + prefix);
            }
        }

        @Test
        void an_empty_list_of_registries_allows_none() {
            assertOnly(
                    PlatformCheck.check(
                            example,
                            platform(
                                    "registries:\n    - harbor.example.tld\n    - registry.example.tld/team-a",
                                    "registries: []")),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:19:17",
                    "allows nothing");
        }

        @ParameterizedTest
        @CsvSource({"example.tld,true", "app1-dev.example.tld,true", "ample.tld,false", "dev.example.tld,false"})
        void the_host_must_be_below_an_allowed_domain(String domain, boolean allowed) {
            var findings = PlatformCheck.check(example, platform("- example.tld", "- " + domain));

            if (allowed) {
                assertThat(findings).isEmpty();
            } else {
                assertOnly(
                        findings,
                        ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                        "app-env.yaml:45:11",
                        "use a host below " + domain);
            }
        }

        @Test
        void a_host_that_is_not_exposed_is_not_checked() {
            assertThat(PlatformCheck.check(
                            environment(
                                    "app-env.yaml", "  ingress:\n    enabled: true", "  ingress:\n    enabled: false"),
                            platform("- example.tld", "- other.tld")))
                    .isEmpty();
        }

        @Test
        void a_long_list_of_allowed_values_is_shortened() {
            var many = IntStream.range(10, 40)
                    .mapToObj(i -> "\n    - r" + i + ".example.tld")
                    .collect(Collectors.joining());

            assertOnly(
                    PlatformCheck.check(example, platform("\n    - harbor.example.tld", many)),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:19:17",
                    "below r10.example.tld, ",
                    ", r19.example.tld and 21 more");
        }

        @Test
        void the_namespace_must_start_with_the_prefix() {
            assertOnly(
                    PlatformCheck.check(example, platform("namespacePrefix: app-", "namespacePrefix: app-x-")),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:13:16",
                    "'app-x-'");
        }

        @Test
        void a_building_block_must_be_defined_by_the_platform_if_there_is_no_default() {
            var closed = platform(
                    "postgres-default:",
                    "postgres-other:",
                    "    default:\n      externalSecret:\n        store: platform-vault\n",
                    "");

            var findings = PlatformCheck.check(example, closed);

            assertThat(findings)
                    .extracting(finding -> finding.pointer() + " " + finding.fix())
                    .containsExactly(
                            "spec.config.buildingBlocks[0].ref use one of postgres-other",
                            "spec.config.buildingBlocks[1].ref use one of postgres-other");
        }

        @Test
        void the_pull_secret_is_not_a_building_block() {
            assertOnly(
                    PlatformCheck.check(
                            example, platform("imagePullSecret: harbor-pull", "imagePullSecret: observability-basic")),
                    ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                    "app-env.yaml:64:14",
                    "'observability-basic' is the Secret with which images are pulled");
        }

        @Test
        void a_limit_is_compared_exactly() {
            assertThat(PlatformCheck.check(
                            example, platform("replicas: 10", "replicas: 2", "cpu: \"4\"", "cpu: 1", "8Gi", "0.5Gi")))
                    .isEmpty();
        }

        @Test
        void a_value_over_a_limit_is_reported_with_the_limit() {
            var findings = PlatformCheck.check(
                    example, platform("replicas: 10", "replicas: 1", "cpu: \"4\"", "cpu: \"999m\"", "8Gi", "511Mi"));

            assertThat(findings)
                    .extracting(finding -> finding.code() + " " + finding.location() + " " + finding.pointer())
                    .containsExactly(
                            "IDP-1016 app-env.yaml:32:17 spec.runtime.scaling.replicas",
                            "IDP-1016 app-env.yaml:39:14 spec.runtime.resources.limits.cpu",
                            "IDP-1016 app-env.yaml:40:17 spec.runtime.resources.limits.memory");
            assertThat(findings.get(1).what()).contains("'1000m'", "'999m'");
        }
    }

    @Nested
    @DisplayName("A release against its environment")
    class OfRelease {
        private List<Finding> check(Platform platform, String... replacements) {
            var text = edit(Samples.appRelease(), replacements);
            return ReleaseCheck.check(
                    valid(ContractFiles.readAppRelease("release.yaml", Bytes.utf8(text))),
                    environment("app-env.yaml").value(),
                    platform);
        }

        @Test
        void the_release_of_the_ADR_matches_its_environment() {
            assertThat(check(Platform.DEFAULT)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "tenant: team-a, tenant: team-b, 5:11, 'team-b'",
            "app: app1, app: app2, 6:8, 'app2'",
            "environment: dev, environment: prod, 7:16, 'prod'",
            "team-a/app1/dev, team-a/app1/prod, 11:17, 'harbor.example.tld/team-a/app1/prod'"
        })
        void every_name_must_match_the_environment(String old, String replacement, String place, String word) {
            assertOnly(
                    check(Platform.DEFAULT, old, replacement),
                    ProblemCode.RELEASE_MISMATCH,
                    "release.yaml:" + place,
                    word,
                    "is not the environment's");
        }

        @Test
        void a_tag_without_a_digest_is_valid_only_if_the_platform_allows_it() {
            var digest = Samples.appRelease()
                    .lines()
                    .filter(line -> line.contains("digest: \""))
                    .findFirst()
                    .orElseThrow();

            assertOnly(
                    check(Platform.DEFAULT, digest, "    # none"),
                    ProblemCode.DIGEST_MISSING,
                    "release.yaml:10:3",
                    "tag only");
            assertThat(check(platform("digest: required", "digest: optional"), digest, "    # none"))
                    .singleElement()
                    .matches(finding -> !finding.isError());
        }
    }

    @Nested
    @DisplayName("All environments against each other")
    class OfRepository {
        private static final String[] OTHER = {
            "name: app1-dev",
            "name: app2-dev",
            "app: app1",
            "app: app2",
            "team-a/app1/dev",
            "team-a/app2/dev",
            "host: app1-dev",
            "host: app2-dev",
            "app-team-a-app1-dev",
            "app-team-a-app2-dev"
        };

        private List<Finding> check(String otherAddress, String... replacements) {
            return check(HostOwner.APP, "likvid/app1/dev", otherAddress, replacements);
        }

        private List<Finding> check(HostOwner owners, String address, String otherAddress, String... replacements) {
            return RepositoryCheck.check(
                    Map.of(
                            EnvironmentAddress.parse(address),
                            Claimant.of(environment("one.yaml")),
                            EnvironmentAddress.parse(otherAddress),
                            Claimant.of(environment("two.yaml", other(replacements)))),
                    owners,
                    any -> true);
        }

        private String[] other(String... replacements) {
            return Stream.concat(Arrays.stream(OTHER), Arrays.stream(replacements))
                    .toArray(String[]::new);
        }

        private void assertClash(List<Finding> findings, String place, String... words) {
            assertThat(findings).hasSize(2);
            assertOnly(findings.subList(0, 1), ProblemCode.NOT_UNIQUE, "one.yaml:" + place, words);
            assertOnly(findings.subList(1, 2), ProblemCode.NOT_UNIQUE, "two.yaml:" + place, words);
            assertThat(findings.get(0).what()).contains("likvid/app2/dev (two.yaml:" + place + ")");
            assertThat(findings.get(1).what()).contains("likvid/app1/dev (one.yaml:" + place + ")");
        }

        @Test
        void different_environments_do_not_conflict() {
            assertThat(check("likvid/app2/dev")).isEmpty();
        }

        @Test
        void a_registry_repository_belongs_to_one_environment() {
            assertClash(
                    check("likvid/app2/dev", "team-a/app2/dev", "team-a/app1/dev"),
                    "19:17",
                    "'harbor.example.tld/team-a/app1/dev'");
        }

        @Test
        void tenant_app_and_environment_are_unique_together() {
            assertClash(check("likvid/app2/dev", "app: app2", "app: app1"), "8:16", "'team-a/app1/dev'");
        }

        @Test
        void a_name_is_unique_within_its_tenant_only() {
            assertClash(check("likvid/app2/dev", "name: app2-dev", "name: app1-dev"), "5:9", "'team-a/app1-dev'");
            assertThat(check("likvid/app2/dev", "name: app2-dev", "name: app1-dev", "tenant: team-a", "tenant: team-b"))
                    .isEmpty();
        }

        @Test
        void host_and_path_are_unique_together_within_one_application() {
            var findings = check("likvid/app1/prod", "host: app2-dev", "host: app1-dev");

            assertThat(findings).hasSize(2);
            assertOnly(
                    findings.subList(0, 1),
                    ProblemCode.NOT_UNIQUE,
                    "one.yaml:45:11",
                    "host and path 'app1-dev.example.tld/' is also used by likvid/app1/prod");
            assertThat(check("likvid/app1/prod", "host: app2-dev", "host: app1-dev", "path: /", "path: /two"))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/login", "/two/"})
        void a_host_belongs_to_one_application_with_all_its_paths(String path) {
            assertClash(
                    check("likvid/app2/dev", "host: app2-dev", "host: app1-dev", "path: /", "path: " + path),
                    "45:11",
                    "the host 'app1-dev.example.tld'",
                    "in another application",
                    "spec.ingress.hostsBelongTo");
        }

        @Test
        void the_host_of_a_disabled_ingress_is_not_taken() {
            assertThat(check(
                            "likvid/app2/dev",
                            "host: app2-dev",
                            "host: app1-dev",
                            "  ingress:\n    enabled: true",
                            "  ingress:\n    enabled: false"))
                    .isEmpty();
        }

        @Test
        void a_host_belongs_to_a_workspace_if_the_platform_decides_so() {
            String[] sameHost = {"host: app2-dev", "host: app1-dev", "path: /", "path: /login"};

            assertThat(check(HostOwner.WORKSPACE, "likvid/app1/dev", "likvid/app2/dev", sameHost))
                    .isEmpty();
            assertThat(check(HostOwner.WORKSPACE, "likvid/app1/dev", "acme/app1/dev", sameHost))
                    .hasSize(2)
                    .allMatch(finding -> finding.what().endsWith("in another workspace"));
        }

        @ParameterizedTest
        @CsvSource({"a, b, false", "a/x, a/y, true", "a/b/x, a/c/x, false", "a/b/c/x, a/b/c/y, true"})
        void the_application_is_all_of_an_address_except_the_last_part(String one, String other, boolean mayShare) {
            var findings =
                    check(HostOwner.APP, one, other, "host: app2-dev", "host: app1-dev", "path: /", "path: /login");

            assertThat(findings.isEmpty()).isEqualTo(mayShare);
        }

        @Test
        void a_file_with_errors_keeps_its_repository_and_hosts() {
            var broken = Samples.appEnvironment().replace("replicas: 2", "replicas: many");
            var mine = environment("two.yaml", other("host: app2-dev", "host: app1-dev", "path: /", "path: /login"));

            var findings = RepositoryCheck.check(
                    Map.of(
                            EnvironmentAddress.parse("likvid/app1/dev"),
                            Claimant.ofBroken("one.yaml", Bytes.utf8(broken)),
                            EnvironmentAddress.parse("likvid/app2/dev"),
                            Claimant.of(mine)),
                    HostOwner.APP,
                    address -> true);

            assertThat(findings)
                    .extracting(finding -> finding.location().toString())
                    .containsExactly("one.yaml", "two.yaml:45:11");
        }

        @Test
        void ten_thousand_environments_in_one_namespace_are_checked_once_each() {
            var same = Claimant.of(environment("one.yaml"));
            var environments = IntStream.range(0, 10_000)
                    .mapToObj(i -> EnvironmentAddress.parse("likvid/p" + i + "/dev"))
                    .collect(Collectors.toMap(Function.identity(), address -> same));

            var findings = assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> RepositoryCheck.check(environments, HostOwner.WORKSPACE, address -> true));

            assertThat(findings).noneMatch(finding -> finding.pointer().equals("spec.target.namespace"));
        }

        @Test
        void a_namespace_with_environments_of_several_kinds_is_warned_about() {
            var findings = check(
                    "likvid/app2/prod",
                    "app-team-a-app2-dev",
                    "app-team-a-app1-dev",
                    "environment: dev",
                    "environment: prod");

            assertThat(findings).hasSize(2).noneMatch(Finding::isError);
            assertThat(findings.get(0).what()).contains("likvid/app2/prod (two.yaml:13:16)", "'prod'");
            assertThat(findings.get(1).what()).contains("likvid/app1/dev (one.yaml:13:16)", "'dev'");
        }

        @Test
        void a_namespace_belongs_to_one_workspace() {
            assertThat(check("likvid/app2/dev", "app-team-a-app2-dev", "app-team-a-app1-dev"))
                    .isEmpty();

            var findings = check("acme/app2/dev", "app-team-a-app2-dev", "app-team-a-app1-dev");

            assertThat(findings).hasSize(2);
            assertOnly(
                    findings.subList(0, 1),
                    ProblemCode.NOT_UNIQUE,
                    "one.yaml:13:16",
                    "acme/app2/dev",
                    "another workspace",
                    "a namespace belongs to one workspace");
        }
    }
}
