// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @TempDir
    private Path folder;

    private Settings read(Flags flags, Map<String, String> environment) {
        var run = new TestRun(folder);
        environment.forEach(run::with);
        return SettingsReader.read(flags, run.context());
    }

    private Problem refusal(Flags flags, Map<String, String> environment) {
        return catchThrowableOfType(IdpException.class, () -> read(flags, environment))
                .problem();
    }

    /** The user's own file, which may set everything. */
    private void file(String text) throws IOException {
        var own = Files.createDirectories(folder.resolve("config/idp"));
        Files.writeString(own.resolve("idp.yaml"), text);
    }

    private void found(String text) throws IOException {
        Files.writeString(folder.resolve("idp.yaml"), text);
    }

    private Problem fileRefusal(String text) throws IOException {
        file(text);
        return refusal(Flags.NONE, Map.of());
    }

    private static Flags registryFlag(String mapping) {
        return Flags.NONE.with(AllSettings.REGISTRIES, mapping);
    }

    /** Every setting that has a value. */
    private static Map<Setting<?>, Object> values(Settings settings) {
        var values = new HashMap<Setting<?>, Object>();
        for (Setting<?> setting : AllSettings.all()) {
            settings.find(setting).ifPresent(value -> values.put(setting, value));
        }
        return values;
    }

    @Nested
    class Precedence {
        private static final String FILE = """
                state: https://file.example/state.git
                branch: file-branch
                cache: file-cache
                registries:
                  harbor.example: https://file.example
                  other.example: https://other.example
                stateCa: file-git.pem
                stateInsecure: true
                registryCa: file.pem
                registryRedirects: [file.example, s3.file.example]
                registryInsecure: ["file.local:5000"]
                registryAtOnce:
                  harbor.example: 4
                  other.example: 5
                registryPerSecond: {harbor.example: 20}
                registryWait: {harbor.example: 0}
                actor: file-actor
                committer: File Platform <file@example.tld>
                commitLink: https://file.example/{commit}
                signingKey: file-key
                allowedSigners: file-signers
                webhook: https://file.example/hooks
                output: json
                dryRun: true
                """;

        private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
                Map.entry("IDP_STATE", "https://env.example/state.git"),
                Map.entry("IDP_BRANCH", "env-branch"),
                Map.entry("IDP_CACHE", "env-cache"),
                Map.entry("IDP_REGISTRY", "harbor.example=https://env.example, third.example=oci:images"),
                Map.entry("IDP_STATE_CA", "env-git.pem"),
                Map.entry("IDP_STATE_INSECURE", "false"),
                Map.entry("IDP_REGISTRY_CA", "env.pem"),
                Map.entry("IDP_REGISTRY_REDIRECT", "env.example, 10.0.0.1,"),
                Map.entry("IDP_REGISTRY_INSECURE", "env.local:5000"),
                Map.entry("IDP_REGISTRY_AT_ONCE", "harbor.example=6, third.example=7"),
                Map.entry("IDP_REGISTRY_PER_SECOND", "harbor.example=30"),
                Map.entry("IDP_REGISTRY_WAIT", "harbor.example=600"),
                Map.entry("IDP_ACTOR", "env-actor"),
                Map.entry("IDP_COMMITTER", "Platform <platform@example.tld>"),
                Map.entry("IDP_COMMIT_LINK", "https://git.example/state/commit/{commit}"),
                Map.entry("IDP_SIGNING_KEY", "env-key"),
                Map.entry("IDP_WEBHOOK", "https://env.example/hooks"),
                Map.entry("IDP_OUTPUT", "text"),
                Map.entry("IDP_DRY_RUN", "false"));

        @Test
        void without_any_source_the_defaults_apply() {
            assertThat(values(read(Flags.NONE, Map.of())))
                    .isEqualTo(Map.of(
                            AllSettings.ACTOR,
                            "os-user",
                            AllSettings.OUTPUT,
                            OutputFormat.TEXT,
                            AllSettings.STATE_INSECURE,
                            false,
                            AllSettings.DRY_RUN,
                            false,
                            AllSettings.DEBUG,
                            false));
        }

        @Test
        void the_file_overrides_the_defaults() throws IOException {
            file(FILE);
            assertThat(values(read(Flags.NONE, Map.of())))
                    .isEqualTo(Map.ofEntries(
                            Map.entry(AllSettings.STATE, "https://file.example/state.git"),
                            Map.entry(AllSettings.BRANCH, "file-branch"),
                            Map.entry(AllSettings.CACHE, folder.resolve("config/idp/file-cache")),
                            Map.entry(
                                    AllSettings.REGISTRIES,
                                    Map.of(
                                            "harbor.example",
                                            "https://file.example",
                                            "other.example",
                                            "https://other.example")),
                            Map.entry(AllSettings.STATE_CA, folder.resolve("config/idp/file-git.pem")),
                            Map.entry(AllSettings.STATE_INSECURE, true),
                            Map.entry(AllSettings.REGISTRY_CA, folder.resolve("config/idp/file.pem")),
                            Map.entry(AllSettings.REGISTRY_REDIRECTS, Set.of("file.example", "s3.file.example")),
                            Map.entry(AllSettings.REGISTRY_INSECURE, Set.of("file.local:5000")),
                            Map.entry(AllSettings.REGISTRY_AT_ONCE, Map.of("harbor.example", 4, "other.example", 5)),
                            Map.entry(AllSettings.REGISTRY_PER_SECOND, Map.of("harbor.example", 20)),
                            Map.entry(AllSettings.REGISTRY_WAIT, Map.of("harbor.example", 0)),
                            Map.entry(AllSettings.ACTOR, "file-actor"),
                            Map.entry(AllSettings.COMMITTER, new CommitIdentity("File Platform", "file@example.tld")),
                            Map.entry(AllSettings.COMMIT_LINK, "https://file.example/{commit}"),
                            Map.entry(AllSettings.SIGNING_KEY, folder.resolve("config/idp/file-key")),
                            Map.entry(AllSettings.ALLOWED_SIGNERS, folder.resolve("config/idp/file-signers")),
                            Map.entry(AllSettings.WEBHOOK, "https://file.example/hooks"),
                            Map.entry(AllSettings.OUTPUT, OutputFormat.JSON),
                            Map.entry(AllSettings.DRY_RUN, true),
                            Map.entry(AllSettings.DEBUG, false)));
        }

        @Test
        void the_environment_overrides_the_file() throws IOException {
            file(FILE);
            assertThat(values(read(Flags.NONE, ENVIRONMENT)))
                    .isEqualTo(Map.ofEntries(
                            Map.entry(AllSettings.STATE, "https://env.example/state.git"),
                            Map.entry(AllSettings.BRANCH, "env-branch"),
                            Map.entry(AllSettings.CACHE, folder.resolve("env-cache")),
                            Map.entry(
                                    AllSettings.REGISTRIES,
                                    Map.of(
                                            "harbor.example",
                                            "https://env.example",
                                            "other.example",
                                            "https://other.example",
                                            "third.example",
                                            "oci:" + folder.resolve("images"))),
                            Map.entry(AllSettings.STATE_CA, folder.resolve("env-git.pem")),
                            Map.entry(AllSettings.STATE_INSECURE, false),
                            Map.entry(AllSettings.REGISTRY_CA, folder.resolve("env.pem")),
                            Map.entry(
                                    AllSettings.REGISTRY_REDIRECTS,
                                    Set.of("file.example", "s3.file.example", "env.example", "10.0.0.1")),
                            Map.entry(AllSettings.REGISTRY_INSECURE, Set.of("file.local:5000", "env.local:5000")),
                            Map.entry(
                                    AllSettings.REGISTRY_AT_ONCE,
                                    Map.of("harbor.example", 6, "other.example", 5, "third.example", 7)),
                            Map.entry(AllSettings.REGISTRY_PER_SECOND, Map.of("harbor.example", 30)),
                            Map.entry(AllSettings.REGISTRY_WAIT, Map.of("harbor.example", 600)),
                            Map.entry(AllSettings.ACTOR, "env-actor"),
                            Map.entry(AllSettings.COMMITTER, new CommitIdentity("Platform", "platform@example.tld")),
                            Map.entry(AllSettings.COMMIT_LINK, "https://git.example/state/commit/{commit}"),
                            Map.entry(AllSettings.SIGNING_KEY, folder.resolve("env-key")),
                            Map.entry(AllSettings.ALLOWED_SIGNERS, folder.resolve("config/idp/file-signers")),
                            Map.entry(AllSettings.WEBHOOK, "https://env.example/hooks"),
                            Map.entry(AllSettings.OUTPUT, OutputFormat.TEXT),
                            Map.entry(AllSettings.DRY_RUN, false),
                            Map.entry(AllSettings.DEBUG, false)));
        }

        @Test
        void flags_override_everything() throws IOException {
            file(FILE);
            var flags = Flags.NONE
                    .with(AllSettings.STATE, "flag.git")
                    .with(AllSettings.BRANCH, "flag-branch")
                    .with(AllSettings.CACHE, "flag-cache")
                    .with(AllSettings.REGISTRIES, "harbor.example=http://flag.example")
                    .with(AllSettings.STATE_CA, "flag-git.pem")
                    .with(AllSettings.STATE_INSECURE, "true")
                    .with(AllSettings.REGISTRY_CA, "flag.pem")
                    .with(AllSettings.REGISTRY_REDIRECTS, "Flag.example")
                    .with(AllSettings.REGISTRY_INSECURE, "Flag.local:5000")
                    .with(AllSettings.REGISTRY_AT_ONCE, "harbor.example=8")
                    .with(AllSettings.REGISTRY_PER_SECOND, "harbor.example=40")
                    .with(AllSettings.REGISTRY_WAIT, "harbor.example=60")
                    .with(AllSettings.ACTOR, "flag-actor")
                    .with(AllSettings.SIGNING_KEY, "flag-key")
                    .with(AllSettings.ALLOWED_SIGNERS, "flag-signers")
                    .with(AllSettings.WEBHOOK, "https://flag.example/hooks")
                    .with(AllSettings.OUTPUT, "json")
                    .with(AllSettings.DRY_RUN, "true");
            assertThat(values(read(flags, ENVIRONMENT)))
                    .isEqualTo(Map.ofEntries(
                            Map.entry(
                                    AllSettings.STATE,
                                    folder.resolve("flag.git").toString()),
                            Map.entry(AllSettings.BRANCH, "flag-branch"),
                            Map.entry(AllSettings.CACHE, folder.resolve("flag-cache")),
                            Map.entry(
                                    AllSettings.REGISTRIES,
                                    Map.of(
                                            "harbor.example",
                                            "http://flag.example",
                                            "other.example",
                                            "https://other.example",
                                            "third.example",
                                            "oci:" + folder.resolve("images"))),
                            Map.entry(AllSettings.STATE_CA, folder.resolve("flag-git.pem")),
                            Map.entry(AllSettings.STATE_INSECURE, true),
                            Map.entry(AllSettings.REGISTRY_CA, folder.resolve("flag.pem")),
                            Map.entry(
                                    AllSettings.REGISTRY_REDIRECTS,
                                    Set.of(
                                            "file.example",
                                            "s3.file.example",
                                            "env.example",
                                            "10.0.0.1",
                                            "flag.example")),
                            Map.entry(
                                    AllSettings.REGISTRY_INSECURE,
                                    Set.of("file.local:5000", "env.local:5000", "flag.local:5000")),
                            Map.entry(
                                    AllSettings.REGISTRY_AT_ONCE,
                                    Map.of("harbor.example", 8, "other.example", 5, "third.example", 7)),
                            Map.entry(AllSettings.REGISTRY_PER_SECOND, Map.of("harbor.example", 40)),
                            Map.entry(AllSettings.REGISTRY_WAIT, Map.of("harbor.example", 60)),
                            Map.entry(AllSettings.ACTOR, "flag-actor"),
                            Map.entry(AllSettings.COMMITTER, new CommitIdentity("Platform", "platform@example.tld")),
                            Map.entry(AllSettings.COMMIT_LINK, "https://git.example/state/commit/{commit}"),
                            Map.entry(AllSettings.SIGNING_KEY, folder.resolve("flag-key")),
                            Map.entry(AllSettings.ALLOWED_SIGNERS, folder.resolve("flag-signers")),
                            Map.entry(AllSettings.WEBHOOK, "https://flag.example/hooks"),
                            Map.entry(AllSettings.OUTPUT, OutputFormat.JSON),
                            Map.entry(AllSettings.DRY_RUN, true),
                            Map.entry(AllSettings.DEBUG, false)));
        }

        @Test
        void an_empty_variable_counts_as_absent() throws IOException {
            file(FILE);
            assertThat(read(Flags.NONE, Map.of("IDP_ACTOR", "", "IDP_STATE", " "))
                            .get(AllSettings.ACTOR))
                    .isEqualTo("file-actor");
        }

        @Test
        void a_flag_overrides_the_file_named_by_the_environment() throws IOException {
            Files.writeString(folder.resolve("one.yaml"), "actor: one\n");
            Files.writeString(folder.resolve("two.yaml"), "actor: two\n");
            var flag = Flags.NONE.with(AllSettings.CONFIG, "one.yaml");
            assertThat(read(flag, Map.of("IDP_CONFIG", "two.yaml")).get(AllSettings.ACTOR))
                    .isEqualTo("one");
            assertThat(read(Flags.NONE, Map.of("IDP_CONFIG", "two.yaml")).get(AllSettings.ACTOR))
                    .isEqualTo("two");
        }

        @Test
        void paths_in_a_file_are_relative_to_its_folder() throws IOException {
            var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Files.writeString(elsewhere.resolve("c.yaml"), "state: state.git\nregistries:\n  r.example: oci:images\n");
            var settings = read(Flags.NONE, Map.of("IDP_CONFIG", "elsewhere/c.yaml"));
            assertThat(settings.requireState())
                    .isEqualTo(elsewhere.resolve("state.git").toString());
            assertThat(settings.get(AllSettings.REGISTRIES))
                    .containsEntry("r.example", "oci:" + elsewhere.resolve("images"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://git.example/state.git",
                    "https://robot@git.example/state.git",
                    "http://127.0.0.1:3000/state.git",
                    "ssh://git@git.example:2222/state.git",
                    "git@git.example:team/state.git",
                    "file:///srv/state.git"
                })
        void urls_are_not_resolved_as_paths(String url) {
            assertThat(read(Flags.NONE, Map.of("IDP_STATE", url)).requireState())
                    .isEqualTo(url);
        }
    }

    @Nested
    class A_file_in_the_current_folder_that_the_user_did_not_name {
        private static final Set<Setting<?>> HARMLESS = Set.of(AllSettings.ACTOR, AllSettings.OUTPUT);

        @Test
        void overrides_harmless_settings_of_the_users_own_file() throws IOException {
            file("actor: own\noutput: text\nbranch: own\n");
            found("actor: found\noutput: json\n");
            var settings = read(Flags.NONE, Map.of());
            assertThat(settings.get(AllSettings.ACTOR)).isEqualTo("found");
            assertThat(settings.get(AllSettings.OUTPUT)).isEqualTo(OutputFormat.JSON);
            assertThat(settings.get(AllSettings.BRANCH)).isEqualTo("own");
        }

        /** A new setting is not harmless unless this list says so, too. */
        @Test
        void sets_nothing_else() throws IOException {
            for (var setting : AllSettings.all()) {
                var key = setting.key();
                assertThat(setting.isHarmless()).as("%s", setting).isEqualTo(HARMLESS.contains(setting));
                if (key.isEmpty() || setting.isHarmless()) {
                    continue;
                }
                found("actor: me\n" + key.get() + ": ./x\n");
                var problem = refusal(Flags.NONE, Map.of());
                assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
                assertThat(problem.where()).isEqualTo(folder.resolve("idp.yaml").toString());
                assertThat(problem.findings()).singleElement().satisfies(finding -> {
                    assertThat(finding.location().line()).isEqualTo(2);
                    assertThat(finding.what()).contains("'" + key.get() + "'", "current folder");
                    assertThat(finding.fix()).contains("--config idp.yaml", "IDP_CONFIG", "~/.config/idp/idp.yaml");
                });
            }
        }

        @Test
        void sets_nothing_else_even_if_a_flag_overrides_it() throws IOException {
            found("cache: .\n");
            assertThat(refusal(Flags.NONE.with(AllSettings.CACHE, "elsewhere"), Map.of())
                            .findings())
                    .hasSize(1);
        }

        @Test
        void may_set_everything_once_the_user_names_it() throws IOException {
            found("state: state.git\n");
            assertThat(read(Flags.NONE.with(AllSettings.CONFIG, "idp.yaml"), Map.of())
                            .requireState())
                    .isEqualTo(folder.resolve("state.git").toString());
            assertThat(read(Flags.NONE, Map.of("IDP_CONFIG", "idp.yaml")).requireState())
                    .isEqualTo(folder.resolve("state.git").toString());
        }

        @Test
        void is_not_read_if_another_file_is_named() throws IOException {
            found("state: foreign.git\n");
            Files.writeString(folder.resolve("mine.yaml"), "actor: me\n");
            assertThat(read(Flags.NONE, Map.of("IDP_CONFIG", "mine.yaml")).find(AllSettings.STATE))
                    .isEmpty();
        }

        @Test
        void counts_as_the_users_own_file_in_the_configuration_folder() throws IOException {
            found("state: state.git\n");
            var own = Files.createDirectories(folder.resolve("xdg/idp"));
            Files.move(folder.resolve("idp.yaml"), own.resolve("idp.yaml"));
            var run = new TestRun(own)
                    .with("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
            assertThat(SettingsReader.read(Flags.NONE, run.context()).requireState())
                    .isEqualTo(own.resolve("state.git").toString());
        }

        @Test
        void counts_as_the_users_own_file_only_if_the_configuration_folder_is_absolute() throws IOException {
            Files.createDirectories(folder.resolve("idp"));
            Files.writeString(folder.resolve("idp/idp.yaml"), "state: foreign.git\n");
            assertThat(read(Flags.NONE, Map.of("XDG_CONFIG_HOME", ".", "HOME", ""))
                            .find(AllSettings.STATE))
                    .isEmpty();
        }
    }

    @Nested
    class An_actor {
        @Test
        void is_required_if_the_system_has_no_name_for_the_user() {
            var nameless = new TestRun(folder).as("").context();
            assertThatThrownBy(() -> SettingsReader.read(Flags.NONE, nameless).requireActor())
                    .isInstanceOfSatisfying(IdpException.class, e -> {
                        assertThat(e.problem().code()).isEqualTo(ProblemCode.USAGE);
                        assertThat(e.problem().fix()).contains("IDP_ACTOR", "--actor");
                    });
        }
    }

    @Nested
    class Refusals {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "IDP_OUTPUT | yaml | IDP_OUTPUT: 'yaml'",
                    "IDP_WEBHOOK_AUTHORIZATION | fifteen letters | IDP_WEBHOOK_AUTHORIZATION is too short",
                    "IDP_DRY_RUN | yes | IDP_DRY_RUN: 'yes'",
                    "IDP_COMMITTER | platform@example.tld | IDP_COMMITTER: 'platform@example.tld' is not a committer",
                    "IDP_COMMITTER | <platform@example.tld> | is not a committer",
                    "IDP_COMMITTER | A <b> <c@example.tld> | is not a committer",
                    "IDP_COMMITTER | A\u0007B <c@example.tld> | is not a committer",
                    "IDP_COMMIT_LINK | git.example/{commit} | 'git.example/{commit}' is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | ftp://git.example/{commit} | is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | https://git.example/commit | is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | https://git.example/{commit}/{commit} | is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | https://{commit}.example/ | is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | https://git.example/a b/{commit} | is not the URL of a commit's page",
                    "IDP_COMMIT_LINK | https://me@git.example/{commit} | IDP_COMMIT_LINK contains credentials",
                    "IDP_REGISTRY | harbor.example | 'harbor.example' is not of the form HOST=URL",
                    "IDP_REGISTRY | harbor.example=ftp://x | 'ftp://x' is not a registry's URL",
                    "IDP_REGISTRY | Harbor.example=https://x | 'Harbor.example' is not a registry's host",
                    "IDP_REGISTRY_INSECURE | https://a.example | 'https://a.example' is not the host of a registry",
                    "IDP_REGISTRY_AT_ONCE | 4 | '4' is not of the form HOST=NUMBER",
                    "IDP_REGISTRY_AT_ONCE | a.example=0 | '0' is not a number from 1 to 1000",
                    "IDP_REGISTRY_PER_SECOND | a.example=-1 | '-1' is not a number from 1 to 10000",
                    "IDP_REGISTRY_WAIT | a.example=2m | '2m' is not a number from 0 to 900",
                    "IDP_REGISTRY_WAIT | 'a.example=1,A.example=2' | names the registry 'a.example' twice",
                    "IDP_REGISTRY_REDIRECT | https://a.example | 'https://a.example' is not the name of a host",
                    "IDP_REGISTRY_REDIRECT | a.example:443 | IDP_REGISTRY_REDIRECT: 'a.example:443' is not",
                    "IDP_REGISTRY | a.example=https://x,a.example=https://y | names the registry 'a.example' twice",
                })
        void a_wrong_value_is_named_with_its_source(String variable, String value, String words) {
            var problem = refusal(Flags.NONE, Map.of(variable, value));
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem.what()).contains(words);
            assertThat(problem.fix()).isNotBlank();
        }

        @ParameterizedTest
        @CsvSource({"AT_ONCE, 4", "PER_SECOND, 20", "WAIT, 600"})
        void a_number_without_its_registry_is_refused_with_the_example_of_the_guide(String limit, String example) {
            var problem = refusal(Flags.NONE, Map.of("IDP_REGISTRY_" + limit, "7"));

            assertThat(problem.fix()).isEqualTo("write for example harbor.example.tld=" + example);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://user:s3cret@git.example/state.git",
                    "https://:s3cret@git.example/state.git",
                    "https://s3cret:@git.example/state.git",
                    "ssh://git:s3cret@git.example/state.git"
                })
        void credentials_in_a_url_are_refused_and_never_repeated(String url) {
            var problem = refusal(Flags.NONE, Map.of("IDP_STATE", url));
            assertThat(problem.what()).contains("IDP_STATE", "credentials");
            assertThat(problem.toString() + problem.fix()).doesNotContain("s3cret");
        }

        @Test
        void a_user_in_the_url_of_a_registry_or_of_a_webhook_is_refused() {
            for (var url : List.of("https://s3cret@harbor.example", "HTTPS://s3cret@harbor.example")) {
                var problems = List.of(
                        refusal(registryFlag("harbor.example=" + url), Map.of()),
                        refusal(Flags.NONE, Map.of("IDP_WEBHOOK", url + "/hooks")));
                assertThat(problems).allSatisfy(problem -> {
                    assertThat(problem.what()).contains("credentials");
                    assertThat(problem.toString() + problem.fix()).doesNotContain("s3cret");
                });
            }
        }

        @Test
        void credentials_in_a_registry_flag_are_refused_and_never_repeated() {
            var problem = refusal(registryFlag("harbor.example=https://robot:s3cret@harbor.example"), Map.of());
            assertThat(problem.what()).contains("--registry", "credentials");
            assertThat(problem.toString() + problem.fix()).doesNotContain("s3cret");
        }

        @Test
        void a_named_file_must_exist() {
            var problem = refusal(Flags.NONE, Map.of("IDP_CONFIG", "missing.yaml"));
            assertThat(problem.code()).isEqualTo(ProblemCode.FILE_NOT_READABLE);
            assertThat(problem.where()).contains("missing.yaml");
        }

        @Test
        void an_unknown_key_is_refused_with_its_place_and_a_suggestion() throws IOException {
            var problem = fileRefusal("actor: me\nbrnach: main\n");
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.location().toString()).endsWith("idp.yaml:2:1");
                assertThat(finding.what()).contains("'brnach'");
                assertThat(finding.fix()).contains("did you mean 'branch'");
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"token", "password", "registryPassword", "user", "secret"})
        void credentials_in_the_file_are_refused(String key) throws IOException {
            var problem = fileRefusal(key + ": s3cret\n");
            assertThat(problem.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.what()).contains("credentials");
                assertThat(finding.what() + finding.fix()).doesNotContain("s3cret");
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"registryRedirects: a.example", "registryRedirects: [7]", "registryRedirects: ['a b']"})
        void redirect_hosts_are_a_list_of_names(String text) throws IOException {
            assertThat(fileRefusal(text + "\n").findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.location().line()).isEqualTo(1));
        }

        @Test
        void all_errors_are_reported_at_once() throws IOException {
            assertThat(fileRefusal("brnach: main\ndryRun: yes\nactor: 7\nregistries: [a]\n")
                            .findings())
                    .extracting(finding -> finding.location().line())
                    .contains(1, 2, 3, 4);
        }

        @Test
        void a_value_that_breaks_its_rule_is_refused_at_its_place() throws IOException {
            assertThat(fileRefusal("state: https://u:s3cret@git.example/x.git\n")
                            .findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.location().toString()).endsWith("idp.yaml:1:8");
                        assertThat(finding.what()).contains("credentials").doesNotContain("s3cret");
                    });
        }

        @ParameterizedTest
        @ValueSource(strings = {"actor: &a me\n", "actor: me\nactor: you\n", "- a\n", "actor: !!str me\n", "a: [\n"})
        void yaml_beyond_plain_mappings_is_refused(String text) throws IOException {
            assertThat(fileRefusal(text).code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        }

        @Test
        void one_and_zero_mean_true_and_false() {
            assertThat(read(Flags.NONE, Map.of("IDP_DRY_RUN", "1")).get(AllSettings.DRY_RUN))
                    .isTrue();
            assertThat(read(Flags.NONE, Map.of("IDP_DRY_RUN", "0")).get(AllSettings.DRY_RUN))
                    .isFalse();
        }

        @Test
        void an_empty_file_sets_nothing() throws IOException {
            file("# nothing yet\n");
            assertThat(read(Flags.NONE, Map.of()).find(AllSettings.STATE)).isEmpty();
        }

        @Test
        void a_command_that_needs_a_state_repository_says_how_to_name_one() {
            assertThatThrownBy(() -> read(Flags.NONE, Map.of()).requireState())
                    .isInstanceOfSatisfying(IdpException.class, e -> {
                        assertThat(e.problem().code()).isEqualTo(ProblemCode.USAGE);
                        assertThat(e.problem().fix()).contains("--state", "IDP_STATE", "idp.yaml");
                    });
        }
    }
}
