// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("A JSON Schema and the code")
class SchemaProperties {
    /**
     * A field of a valid file, and parts of texts that are nearly right for it.
     *
     * @param before the text in the valid file
     * @param field the text that replaces it, up to the value
     */
    private record Field(DocumentKind kind, String before, String field, List<String> parts) {
        static Field environment(String before, String field, String... parts) {
            return new Field(DocumentKind.APP_ENVIRONMENT, before, field, List.of(parts));
        }

        static Field platform(String before, String field, String... parts) {
            return new Field(DocumentKind.PLATFORM, before, field, List.of(parts));
        }

        static Field release(String before, String field, String... parts) {
            return new Field(DocumentKind.APP_RELEASE, before, field, List.of(parts));
        }

        String file(String value) {
            var valid = Samples.of(kind);
            assertThat(valid).contains(before);
            return valid.replace(before, field + quoted(value));
        }

        private static String quoted(String value) {
            var text = new StringBuilder("\"");
            value.chars().forEach(c -> text.append(String.format("\\u%04x", c)));
            return text.append('"').toString();
        }
    }

    private static final String[] NAMES = {"a", "z9", "0", "1a", "-", "--", ".", "A", "_", "app-", "localhost", "\u00e4"
    };
    private static final String[] HOSTS = {
        "a",
        "b1",
        "1a",
        "12",
        "-",
        ".",
        "..",
        ":",
        ":0",
        ":80",
        ":65535",
        ":65536",
        ":99999",
        ":080",
        "/",
        "/c",
        "/d.e",
        "/f__g",
        "/h___i",
        "/j-",
        "localhost",
        "10.0.0.1",
        "10.0.0.256",
        "A",
        "@",
        ".example"
    };
    private static final String[] GIT_URLS = {
        "https://",
        "http://",
        "ssh://",
        "git://",
        "git@",
        "me:pw@",
        "a",
        "b-",
        ".c",
        ":",
        ":80",
        ":65536",
        ":080",
        "/",
        "/state.git",
        "~",
        "%20",
        "?",
        "#",
        "\\",
        "'",
        "\n",
        "\u0000",
        "\u00e4",
        "[::1]"
    };
    private static final String[] REVISIONS = {
        "main", "HEAD", "v1", "a", "0", "/", "//", ".", "..", "-", "_", ".lock", "@", "{", "^", "~", "*", " ", "\n",
        "\u00e4"
    };
    private static final String[] AMOUNTS = {
        "0", "00", "1", "9", ".", "-", "+", "m", "k", "K", "Mi", "Ei", "E", "e", "e3", "E-2", "e+9", "e0999", "e1000",
        " ", "n"
    };
    private static final String[] LINES = {
        "a", " ", "\u00a0", "\u3000", "\u2003", "\t", "\n", "\u0085", "\u200b", "\u202e", "\u2066", "\u00ad", "\u3164",
        "\uffa0", "\u034f", "\u180e", "\u061c", "\u2028", "\u007f", "\u009f", "\u0000", "\ue000", "\ufeff", "\u00e4",
        "\u0301", "\u4e00", "\u2800"
    };
    private static final String[] PATHS = {
        "/", "/a", "b", ".", "..", "/.", "%", "%2", "%2f", "%2E", "%5c", "%0a", "%7F", "%20", "%zz", "~", ";", "$", "(",
        "*", ":", "?", "-"
    };

    /** A schema cannot compare two versions. */
    private static final String NO_VERSION = "contains a part without any version";

    private static final String[] VERSIONS = {
        "1",
        "0",
        "2",
        "01",
        ".",
        ".",
        "x",
        "*",
        "^",
        "~",
        ">",
        ">=",
        "<",
        "=",
        " ",
        ",",
        "-",
        " - ",
        "||",
        "v",
        "rc",
        "+b",
        "-0",
        "99999999999999999999",
        "\u0661"
    };
    private static final String[] ADDRESSES = {"a", "*", "/", "-", "b-1", "A", "a".repeat(62), "**"};

    @Property(tries = 5000)
    @Label("refuse the same values")
    void agree(@ForAll("cases") Case example) {
        var bytes = Bytes.utf8(example.field().file(example.value()));

        var errors = Samples.errors(example.field().kind(), bytes).stream()
                .filter(finding -> !finding.what().endsWith(NO_VERSION))
                .toList();
        var schema = JsonSchemasTest.validate(example.field().kind(), bytes);

        assertThat(schema.isEmpty())
                .as("%s; the code says %s, the schema says %s", example, errors, schema)
                .isEqualTo(errors.isEmpty());
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.of(
                        Field.environment("name: app1-dev", "name: ", LINES),
                        Field.environment("tenant: team-a", "tenant: ", NAMES),
                        Field.environment("namespace: app-team-a-app1-dev", "namespace: ", NAMES),
                        Field.environment("cluster: ske-main", "cluster: ", NAMES),
                        Field.environment("repository: harbor.example.tld/team-a/app1/dev", "repository: ", HOSTS),
                        Field.environment("host: app1-dev.example.tld", "host: ", HOSTS),
                        Field.environment("path: /", "path: ", PATHS),
                        Field.environment("name: LOG_LEVEL", "name: ", "A", "b", "_", "1", "-", "IDP_", "KUBERNETES_"),
                        Field.environment("ref: postgres-default", "ref: ", NAMES),
                        Field.environment(
                                "cpu: \"200m\"\n        memory: \"256Mi\"\n      limits:\n        cpu: \"1000m\"",
                                "cpu: 0\n        memory: \"256Mi\"\n      limits:\n        cpu: ",
                                AMOUNTS),
                        Field.platform("- harbor.example.tld", "- ", HOSTS),
                        Field.platform("- example.tld", "- ", HOSTS),
                        Field.platform(
                                "repository: https://git.example.tld/platform/state.git", "repository: ", GIT_URLS),
                        Field.platform("revision: main", "revision: ", REVISIONS),
                        Field.platform("namespacePrefix: app-", "namespacePrefix: ", NAMES),
                        Field.platform("imagePullSecret: harbor-pull", "imagePullSecret: ", NAMES),
                        Field.platform("argocd:argocd-application-controller", "", HOSTS),
                        Field.platform("- platform-admin", "- ", LINES),
                        Field.platform("memory: \"8Gi\"", "memory: ", AMOUNTS),
                        Field.platform("range: \"^1.2\"", "range: ", VERSIONS),
                        Field.platform("- \"*/*/prod\"", "- ", ADDRESSES),
                        Field.release(
                                "observedBy: platform-release-controller",
                                "observedBy: x\n  newestSeenVersion: ",
                                VERSIONS))
                .flatMap(field -> Combinators.combine(
                                Arbitraries.just(field),
                                Arbitraries.of(field.parts())
                                        .list()
                                        .ofMaxSize(5)
                                        .map(parts -> String.join("", parts)))
                        .as(Case::new));
    }

    /** A value for a field. */
    record Case(Field field, String value) {
        @Override
        public String toString() {
            return field.field() + Field.quoted(value) + " = " + value;
        }
    }
}
