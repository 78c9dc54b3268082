// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The unique keys of an app-env.yaml")
class UniqueKeysTest {
    private static UniqueKeys read(String text) {
        return UniqueKeys.read(Bytes.utf8(text));
    }

    private static String repository(String value) {
        return "spec:\n  registry:\n    repository: " + value + "\n";
    }

    @Test
    void are_its_repository_identity_name_host_exposure_and_namespace() {
        assertThat(read(Samples.appEnvironment()))
                .isEqualTo(new UniqueKeys(
                        "harbor.example.tld/team-a/app1/dev",
                        "team-a/app1/dev",
                        "team-a/app1-dev",
                        "app1-dev.example.tld",
                        "app1-dev.example.tld/",
                        "app-team-a-app1-dev"));
    }

    @Test
    void of_a_valid_file_are_those_of_its_value() {
        assertThat(read(Samples.appEnvironment())).isEqualTo(keysOfValue(Samples.appEnvironment()));
    }

    private static UniqueKeys keysOfValue(String file) {
        return ContractFiles.readAppEnvironment("app-env.yaml", Bytes.utf8(file))
                .match(document -> UniqueKeys.of(document.value()), findings -> {
                    throw new AssertionError(findings);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "index.docker.io/team/app, docker.io/team/app",
        "docker.io/app, index.docker.io/library/app",
        "harbor.example.tld:443/team/app, harbor.example.tld/team/app",
        "docker.io:443/app, docker.io/library/app"
    })
    void of_two_names_of_one_repository_are_the_same(String one, String other) {
        var first = Samples.appEnvironment().replace("harbor.example.tld/team-a/app1/dev", one);
        var second = Samples.appEnvironment().replace("harbor.example.tld/team-a/app1/dev", other);

        assertThat(read(first)).isEqualTo(read(second));
        assertThat(read(first)).isEqualTo(keysOfValue(first));
    }

    @Test
    void of_two_ports_are_those_of_two_repositories() {
        assertThat(read(repository("harbor.example.tld:8443/team/app")).repository())
                .isNotEqualTo(read(repository("harbor.example.tld/team/app")).repository());
    }

    @Test
    void are_found_in_a_file_with_errors_elsewhere() {
        var broken = Samples.appEnvironment().replace("replicas: 2", "replicas: many");

        assertThat(read(broken)).isEqualTo(read(Samples.appEnvironment()));
    }

    @Test
    void exclude_a_disabled_ingress() {
        var keys = read("spec:\n  ingress:\n    enabled: false\n    host: a.example.tld\n");

        assertThat(keys.exposure()).isNull();
        assertThat(keys.host()).isNull();
    }

    @Test
    void treat_a_path_with_and_without_trailing_slash_as_equal() {
        var with = read("spec:\n  ingress:\n    enabled: true\n    host: a.example.tld\n    path: /a/\n");
        var without = read("spec:\n  ingress:\n    enabled: true\n    host: a.example.tld\n    path: /a\n");

        assertThat(with.exposure()).isEqualTo(without.exposure()).isEqualTo("a.example.tld/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a", "text", ": :", "\u0000", "spec: [", "spec: &a\n  registry: *b"})
    void are_absent_where_the_file_has_no_mapping(String text) {
        assertThat(read(text)).isEqualTo(UniqueKeys.NONE);
    }

    @Test
    void ignore_a_key_that_looks_like_a_path() {
        assertThat(read("spec.registry.repository: a.example.tld/b\n")).isEqualTo(UniqueKeys.NONE);
    }

    @Nested
    @DisplayName("in plain lines")
    class InPlainLines {
        private boolean isPlain(String text) {
            return FastKeyScanner.scan(Bytes.utf8(text)) != null;
        }

        @Test
        void are_found_without_reading_the_file_as_yaml() {
            assertThat(isPlain(Samples.appEnvironment())).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a.example.tld/b",
                    "\"a.example.tld/b\"",
                    "'a.example.tld/b'",
                    "a.example.tld/b # ours",
                    "   a.example.tld/b   ",
                    "a.example.tld/b\r",
                })
        void are_found_in_each_of_these_notations(String value) {
            assertThat(isPlain(repository(value))).isTrue();
            assertThat(read(repository(value)).repository()).isEqualTo("a.example.tld/b");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "metadata:\n  displayNames:\n    tenant: Übergröße\n",
                    "---\nmetadata:\n  name: a\n",
                    "# what\n\nmetadata:\n  name: a\n\n  # more\n",
                    "spec:\n  config:\n    env:\n    - name: A\n      value: b\n    - name: B\n",
                    "spec:\n  config:\n    env: []\n    buildingBlocks:\n      - a\n      - b\n",
                })
        void are_found_between_these_lines(String text) {
            assertThat(isPlain(text)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "spec:\n  config:\n    env:\n    - name: A\n  registry:\n    repository: a\n",
                    "spec:\n  registry:\n    x:\n    - name: A\n    repository: a\n",
                    "spec:\n  registry:\n    repository: a#b\n",
                    "metadata:\n  name:\n  tenant: a\n",
                    "metadata:\nspec:\n  registry:\n    repository: a:b\n",
                    "spec:\n  x:\n    registry:\n      repository: a\n",
                })
        void have_the_same_value_as_in_yaml(String text) {
            assertThat(FastKeyScanner.scan(Bytes.utf8(text))).isEqualTo(KeyTree.read(Bytes.utf8(text)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"spec:\n  a:b\n", "a: b\n  c: d\n", "a: b\n- c\n", "spec:\n    a: b\n  c: d\n"})
        void are_parsed_as_yaml_where_lines_do_not_fit(String text) {
            assertThat(isPlain(text)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "&a a.example.tld/b",
                    "*a",
                    "!!str a.example.tld/b",
                    "|\n      a.example.tld/b",
                    "\n      a.example.tld/b",
                    "a.example.tld\n      /b",
                    "\"a.example.tld\\/b\"",
                    "'a''b'",
                    "[a.example.tld/b]",
                    "a.example.tld/b\n    repository: a.example.tld/c",
                    "a.example.tld/b\n...",
                    "a.example.tld/b\t",
                    "a: b",
                    "\ufeff",
                    "😀"
                })
        void are_parsed_as_yaml_if_the_file_contains_one_of_these(String value) {
            assertThat(isPlain(repository(value))).isFalse();
            assertThat(read(repository(value))).isEqualTo(UniqueKeys.of(KeyTree.read(Bytes.utf8(repository(value)))));
        }
    }
}
