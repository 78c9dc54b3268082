// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.problem.ProblemCode.AMBIGUOUS_SCALAR;
import static io.meshcloud.idp.contract.problem.ProblemCode.DUPLICATE_ENTRY;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_IMAGE;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_VALUE;
import static io.meshcloud.idp.contract.problem.ProblemCode.MISSING_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.REQUEST_OVER_LIMIT;
import static io.meshcloud.idp.contract.problem.ProblemCode.RESERVED_NAME;
import static io.meshcloud.idp.contract.problem.ProblemCode.UNKNOWN_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.WRONG_DOCUMENT_KIND;
import static io.meshcloud.idp.contract.problem.ProblemCode.WRONG_TYPE;

import io.meshcloud.idp.contract.model.DocumentKind;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One edit for each rule of {@code app-env.yaml}. */
final class AppEnvironmentMutations {
    private static final String TWO_FIELDS = "a schema cannot compare two amounts";
    private static final String NOTATION = "JSON has only one notation for a value";
    private static final String GRAMMAR = "a pattern for it would be unreadable";
    private static final String BY_NAME = "uniqueItems compares whole entries, not their names";

    private AppEnvironmentMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(
                        header(),
                        fields(),
                        missing(),
                        metadata(),
                        target(),
                        registry(),
                        numbers(),
                        resources(),
                        ingress(),
                        config())
                .flatMap(mutations -> mutations);
    }

    private static Mutation.Edit rule(String words) {
        return Mutation.of(DocumentKind.APP_ENVIRONMENT, words);
    }

    private static Stream<Mutation> header() {
        return Stream.of(
                rule("the apiVersion is exact")
                        .replace("v1alpha1", "v1")
                        .at("idp.meshcloud.io/v1")
                        .refused(WRONG_DOCUMENT_KIND, "'idp.meshcloud.io/v1'", "idp.meshcloud.io/v1alpha1"),
                rule("the kind is exact")
                        .replace("AppEnvironment", "»AppEnv")
                        .refused(WRONG_DOCUMENT_KIND, "'AppEnv'", "kind: AppEnvironment"),
                rule("another kind is named, its fields are not listed")
                        .replace("AppEnvironment", "»AppRelease")
                        .refused(WRONG_DOCUMENT_KIND, "'AppRelease'"),
                rule("the apiVersion is required")
                        .replace("apiVersion: idp.meshcloud.io/v1alpha1\n", "")
                        .at("kind:")
                        .refused(MISSING_FIELD, "apiVersion is missing"),
                rule("the kind is required")
                        .replace("kind: AppEnvironment\n", "")
                        .at("apiVersion:")
                        .refused(MISSING_FIELD, "kind is missing"));
    }

    private static Stream<Mutation> fields() {
        return Stream.of(
                rule("an unknown field at the top is refused")
                        .replace("spec:", "»status: {}\nspec:")
                        .refused(UNKNOWN_FIELD, "'status'", "the file's top level"),
                rule("a misspelt field gets a suggestion")
                        .replace("replicas: 2", "replicas: 2\n      »replica: 3")
                        .refused(UNKNOWN_FIELD, "'replica'", "spec.runtime.scaling", "did you mean 'replicas'?"),
                rule("a misspelt field of another place is found too")
                        .replace("service:\n", "»replica: 3\n    service:\n")
                        .refused(UNKNOWN_FIELD, "'replicas', which belongs to spec.runtime.scaling"),
                rule("a field in the wrong place gets the right place as a suggestion")
                        .replace("    scaling:\n", "    »port: 1\n    scaling:\n")
                        .refused(UNKNOWN_FIELD, "'port'", "belongs to spec.runtime.service"),
                rule("an unknown field of a list entry is refused")
                        .replace("value: info", "value: info\n        »valueFrom: x")
                        .refused(UNKNOWN_FIELD, "'valueFrom'", "spec.config.env[0]"),
                rule("a Kubernetes object is not a field")
                        .replace("  config:\n", "  »podSpec:\n    hostNetwork: true\n  config:\n")
                        .refused(UNKNOWN_FIELD, "'podSpec'", "target, registry, runtime"),
                rule("spec.image is refused")
                        .replace("  config:\n", "  »image:\n    tag: a\n  config:\n")
                        .refused(UNKNOWN_FIELD, "spec.image", "release state", "release.yaml"));
    }

    private static Stream<Mutation> missing() {
        return Stream.of(
                rule("metadata.tenant is required")
                        .without("  tenant:")
                        .at("metadata:")
                        .refused(MISSING_FIELD, "metadata.tenant is missing", "add tenant"),
                rule("metadata.app is required")
                        .without("  app:")
                        .at("metadata:")
                        .refused(MISSING_FIELD, "metadata.app is missing"),
                rule("metadata.environment is required")
                        .without("  environment:")
                        .at("metadata:")
                        .refused(MISSING_FIELD, "metadata.environment is missing"),
                rule("metadata is required")
                        .without("metadata:", "  name:", "  tenant:", "  app:", "  environment:")
                        .at("apiVersion:")
                        .refused(MISSING_FIELD, "metadata is missing"),
                rule("spec.target is required")
                        .without("  target:", "    namespace:", "    cluster:")
                        .at("spec:")
                        .refused(MISSING_FIELD, "spec.target is missing"),
                rule("spec.target.namespace is required")
                        .without("    namespace:")
                        .at("target:")
                        .refused(MISSING_FIELD, "spec.target.namespace is missing", "app-team-a-app1-dev"),
                rule("spec.registry.repository is required")
                        .without("    repository:")
                        .at("registry:\n")
                        .refused(MISSING_FIELD, "spec.registry.repository is missing"),
                rule("spec.runtime.service.port is required")
                        .without("      port:")
                        .at("service:")
                        .refused(MISSING_FIELD, "spec.runtime.service.port is missing"),
                rule("spec.runtime.scaling.replicas is required")
                        .replace("      replicas: 2", "      {}")
                        .at("scaling:")
                        .refused(MISSING_FIELD, "spec.runtime.scaling.replicas is missing"),
                rule("an empty group is not a group")
                        .without("      replicas:")
                        .at("scaling:")
                        .refused(MISSING_FIELD, "spec.runtime.scaling has no value"),
                rule("spec.runtime.resources.requests is required")
                        .without("      requests:", "        cpu:", "        memory:")
                        .at("resources:")
                        .refused(MISSING_FIELD, "spec.runtime.resources.requests is missing"),
                rule("spec.runtime.resources.limits.memory is required")
                        .without("        memory: \"512Mi\"")
                        .at("limits:")
                        .refused(MISSING_FIELD, "spec.runtime.resources.limits.memory is missing", "256Mi"),
                rule("an empty required field counts as missing")
                        .replace("tenant: team-a ", "»tenant: ")
                        .refused(MISSING_FIELD, "metadata.tenant has no value"),
                rule("a required field that is null is missing")
                        .replace("tenant: team-a", "tenant: »null")
                        .refused(MISSING_FIELD, "metadata.tenant has no value"),
                rule("an optional field with nothing in it is refused")
                        .replace("cluster: ske-main ", "»cluster: ")
                        .refused(WRONG_TYPE, "spec.target.cluster has no value", "remove the key"),
                rule("a variable's value is required")
                        .replace("- name: LOG_LEVEL\n        value: info", "- »name: LOG_LEVEL")
                        .refused(MISSING_FIELD, "spec.config.env[0].value is missing"));
    }

    private static Stream<Mutation> metadata() {
        return Stream.of(
                rule("the tenant is a slug")
                        .replace("tenant: team-a", "tenant: »Team-A")
                        .refused(INVALID_VALUE, "'Team-A' is not a slug"),
                rule("the app is a slug")
                        .replace("app: app1", "app: »app_1")
                        .refused(INVALID_VALUE, "'app_1' is not a slug"),
                rule("the environment is a slug")
                        .replace("environment: dev", "environment: »" + "d".repeat(64))
                        .refused(INVALID_VALUE, "is not a slug", "63"),
                rule("a slug that looks like a number is quoted")
                        .replace("tenant: team-a", "tenant: »4711")
                        .refused(WRONG_TYPE, "quote it: \"4711\""),
                rule("the name is one line")
                        .replace("name: app1-dev", "name: »\"a\\nb\"")
                        .refused(INVALID_VALUE, "'a\\u000ab'"),
                rule("the name says something")
                        .replace("name: app1-dev", "name: »\" \"")
                        .refused(INVALID_VALUE, "1 to 200"),
                rule("the name has a visible character")
                        .replace("name: app1-dev", "name: »\"\u00a0\u3000\"")
                        .refused(INVALID_VALUE, "1 to 200"),
                rule("the name has no character without width")
                        .replace("name: app1-dev", "name: »\"app\u200b1\"")
                        .refused(INVALID_VALUE, "cannot be shown", "\\u200b"),
                rule("the name has no filler")
                        .replace("name: app1-dev", "name: »\"app\u3164\"")
                        .refused(INVALID_VALUE, "cannot be shown", "\\u3164"),
                rule("the name does not change the direction of text")
                        .replace("name: app1-dev", "name: »\"app\u202e1\"")
                        .refused(INVALID_VALUE, "cannot be shown", "\\u202e"),
                rule("the name has no unassigned character")
                        .replace("name: app1-dev", "name: »\"app\\U000E0041\"")
                        .refusedByCodeOnly(
                                "a pattern cannot name all characters beyond U+FFFF, or those that Unicode has not"
                                        + " assigned",
                                INVALID_VALUE,
                                "cannot be shown"),
                rule("display names are texts")
                        .replace("  environment: dev", "  displayNames:\n    project: »7\n  environment: dev")
                        .refused(WRONG_TYPE, "quote it"),
                rule("display names are three")
                        .replace("  environment: dev", "  displayNames:\n    »team: x\n  environment: dev")
                        .refused(UNKNOWN_FIELD, "'team'", "workspace, project, tenant"));
    }

    private static Stream<Mutation> target() {
        return Stream.of(
                rule("the namespace starts with app-")
                        .replace("namespace: app-team", "namespace: »platform-team")
                        .refused(INVALID_VALUE, "does not start with app-"),
                rule("the namespace is a DNS label")
                        .replace("namespace: app-team-a-app1-dev", "namespace: »app-team.a")
                        .refused(INVALID_VALUE, "'app-team.a' is not a namespace's name"),
                rule("the namespace has at most 63 characters")
                        .replace("namespace: app-team-a-app1-dev", "namespace: »app-" + "a".repeat(60))
                        .refused(INVALID_VALUE, "at most 63"),
                rule("the namespace does not end with a hyphen")
                        .replace("namespace: app-team-a-app1-dev", "namespace: »app-")
                        .refused(INVALID_VALUE, "is not a namespace's name"),
                rule("the cluster is a name")
                        .replace("cluster: ske-main", "cluster: »SKE main")
                        .refused(INVALID_VALUE, "'SKE main'"));
    }

    private static Stream<Mutation> registry() {
        return Stream.of(
                rule("the provider is harbor or oci")
                        .replace("provider: harbor", "provider: »harbour")
                        .refused(INVALID_VALUE, "'harbour'", "did you mean 'harbor'?"),
                repository("without scheme", "https://harbor.example.tld/a", "scheme"),
                repository("without user", "me@harbor.example.tld/a", "'"),
                repository("without tag", "harbor.example.tld/a:1", "tag"),
                repository("without digest", "harbor.example.tld/a@sha256:" + "0".repeat(64), "digest"),
                repository("without dots for a path", "harbor.example.tld/../a", "'harbor.example.tld/../a'"),
                repository("lower case", "harbor.example.tld/Team", "lower"),
                repository("with a host", "team-a/app1", "host"),
                repository("with a path", "harbor.example.tld", "path"),
                repository("with a host of plain parts", "a-.b/c", "host"),
                repository("with a port of at least 1", "harbor.example.tld:0/a", "port"),
                repository("with a port of at most 65535", "harbor.example.tld:99999/a", "port"),
                repository("with a host that does not end in a number", "harbor.1a/b", "last part"),
                repository("with an IPv4 address that exists", "10.0.0.256/a", "IPv4"),
                repository("at most 255 characters", "harbor.example.tld/" + "a".repeat(240), "255"),
                rule("the deploy mode is auto or manual")
                        .replace("mode: auto ", "mode: »automatic ")
                        .refused(INVALID_VALUE, "auto, manual"),
                rule("the track is stable or canary")
                        .replace("track: stable", "track: »beta")
                        .refused(INVALID_VALUE, "stable, canary"));
    }

    private static Mutation repository(String rule, String value, String word) {
        return rule("the repository is " + rule)
                .replace("harbor.example.tld/team-a/app1/dev", "»" + value)
                .refused(INVALID_IMAGE, word);
    }

    private static Stream<Mutation> numbers() {
        return Stream.concat(
                Stream.of("+2", "02", "2_0", "0x2", "0o2", "0b10", "2e0", "2:30")
                        .map(notation -> rule("a whole number is not written " + notation)
                                .replace("replicas: 2", "replicas: »" + notation)
                                .refused(AMBIGUOUS_SCALAR, "'" + notation + "'", "plain decimal digits")),
                Stream.of(
                        rule("a whole number has no fraction")
                                .replace("replicas: 2", "replicas: »2.0")
                                .refusedByCodeOnly(
                                        "2.0 is a whole number to a schema", WRONG_TYPE, "'2.0'", "fraction"),
                        rule("a number in quotes is not a number")
                                .replace("replicas: 2", "replicas: »\"2\"")
                                .refused(WRONG_TYPE, "'2' in quotes", "remove the quotes: 2"),
                        rule("a word is not a number")
                                .replace("replicas: 2", "replicas: »two")
                                .refused(WRONG_TYPE, "'two' is not a number"),
                        rule("a no-break space separates no key from its value")
                                .replace("      replicas: 2", "      replicas:\u00a02")
                                .at("replicas:\u00a02")
                                .refused(WRONG_TYPE, "'replicas:\\u00a02'", "looks like a space"),
                        rule("a no-break space does not indent")
                                .replace("      replicas: 2", "      »\u00a0replicas: 2\n      replicas: 2")
                                .refused(UNKNOWN_FIELD, "'\\u00a0replicas'", "looks like a space"),
                        rule("a list is not a number")
                                .replace("replicas: 2", "»replicas: [2]")
                                .refused(WRONG_TYPE, "a list is not a number"),
                        rule("replicas are not negative")
                                .replace("replicas: 2", "replicas: »-1")
                                .refused(INVALID_VALUE, "'-1'", "from 0"),
                        rule("zero has no sign")
                                .replace("replicas: 2", "replicas: »-0")
                                .refusedByCodeOnly(NOTATION, INVALID_VALUE, "'-0'"),
                        rule("replicas are not endless")
                                .replace("replicas: 2", "replicas: »99999999999")
                                .refused(INVALID_VALUE, "0 to 1000"),
                        rule("replicas are at most 1000")
                                .replace("replicas: 2", "replicas: »1001")
                                .refused(INVALID_VALUE, "0 to 1000"),
                        rule("the port is at least 1")
                                .replace("port: 8080", "port: »0")
                                .refused(INVALID_VALUE, "1 to 65535"),
                        rule("the port is at most 65535")
                                .replace("port: 8080", "port: »65536")
                                .refused(INVALID_VALUE, "1 to 65535"),
                        rule("the protocol is http or grpc")
                                .replace("protocol: http", "protocol: »https")
                                .refused(INVALID_VALUE, "http, grpc", "did you mean 'http'?")));
    }

    private static Stream<Mutation> resources() {
        return Stream.of(
                rule("cpu is a quantity")
                        .replace("cpu: \"200m\"", "cpu: »\"200 m\"")
                        .refused(INVALID_VALUE, "'200 m'"),
                rule("memory is a quantity")
                        .replace("memory: \"256Mi\"", "memory: »\"256MB\"")
                        .refused(INVALID_VALUE, "'256MB'"),
                rule("an amount is not negative")
                        .replace("cpu: \"200m\"", "cpu: »\"-200m\"")
                        .refused(INVALID_VALUE, "negative"),
                rule("a plain amount has no exponent")
                        .replace("memory: \"512Mi\"", "memory: »1e9")
                        .refusedByCodeOnly("JSON quotes every text", AMBIGUOUS_SCALAR, "quote it: \"1e9\""),
                rule("a plain amount is one that Helm reads exactly")
                        .replace("memory: \"512Mi\"", "memory: »1234567890123456")
                        .refusedByCodeOnly(GRAMMAR, WRONG_TYPE, "quote it: \"1234567890123456\""),
                rule("an amount has no minus sign")
                        .replace("cpu: \"200m\"", "cpu: »\"-0\"")
                        .refused(INVALID_VALUE, "without a sign"),
                rule("a plain amount has no minus sign")
                        .replace("cpu: \"200m\"", "cpu: »-0")
                        .refusedByCodeOnly(NOTATION, INVALID_VALUE, "without a sign"),
                rule("a cpu limit is not 0")
                        .replace("cpu: \"200m\"", "cpu: 0")
                        .replace("cpu: \"1000m\"", "cpu: »0")
                        .refused(INVALID_VALUE, "'0' is not a limit", "unlimited"),
                rule("a cpu limit is not 0m")
                        .replace("cpu: \"200m\"", "cpu: 0")
                        .replace("cpu: \"1000m\"", "cpu: »0m")
                        .refused(INVALID_VALUE, "'0m' is not a limit"),
                rule("a memory limit is not 0.0Mi")
                        .replace("memory: \"256Mi\"", "memory: 0")
                        .replace("memory: \"512Mi\"", "memory: »\"0.0Mi\"")
                        .refused(INVALID_VALUE, "'0.0Mi' is not a limit"),
                rule("a memory limit is not 0e3")
                        .replace("memory: \"256Mi\"", "memory: 0")
                        .replace("memory: \"512Mi\"", "memory: »\"+00e3\"")
                        .refused(INVALID_VALUE, "'+00e3' is not a limit"),
                rule("a memory limit in the wrong unit is named")
                        .replace("memory: \"512Mi\"", "memory: »512")
                        .refusedByCodeOnly(
                                TWO_FIELDS, REQUEST_OVER_LIMIT, "'512' is 512 bytes", "did you mean '512Mi'?"),
                rule("a cpu request in the wrong unit is named")
                        .replace("cpu: \"200m\"", "cpu: »200")
                        .refusedByCodeOnly(
                                TWO_FIELDS, REQUEST_OVER_LIMIT, "'200' is 200 cores", "did you mean '200m'?"),
                rule("the cpu request is at most its limit")
                        .replace("cpu: \"200m\"", "cpu: »\"1.001\"")
                        .refusedByCodeOnly(TWO_FIELDS, REQUEST_OVER_LIMIT, "'1.001'", "'1000m'"),
                rule("the memory request is at most its limit")
                        .replace("memory: \"256Mi\"", "memory: »\"1G\"")
                        .refusedByCodeOnly(TWO_FIELDS, REQUEST_OVER_LIMIT, "'1G'", "'512Mi'"));
    }

    private static Stream<Mutation> ingress() {
        return Stream.of(
                rule("booleans are true and false, not yes")
                        .replace("enabled: true", "enabled: »yes")
                        .refused(AMBIGUOUS_SCALAR, "'yes'", "write true or false"),
                rule("booleans are lower case")
                        .replace("enabled: true", "enabled: »True")
                        .refused(AMBIGUOUS_SCALAR, "write true or false"),
                rule("a boolean in quotes is none")
                        .replace("enabled: true", "enabled: »\"true\"")
                        .refused(WRONG_TYPE, "remove the quotes: true"),
                rule("one is not true")
                        .replace("enabled: true", "enabled: »1")
                        .refused(WRONG_TYPE, "'1' is not true or false"),
                rule("an enabled ingress has a host")
                        .without("    host:")
                        .at("ingress:")
                        .refused(MISSING_FIELD, "without a host", "add host"),
                rule("the host is a DNS name")
                        .replace("host: app1-dev", "host: »App1_dev")
                        .refused(INVALID_VALUE, "is not a host name"),
                rule("the host has no star")
                        .replace("host: app1-dev", "host: »\"*\"")
                        .replace("\"*\".example.tld", "\"*.example.tld\"")
                        .refused(INVALID_VALUE, "'*.example.tld'"),
                rule("the host is not an address")
                        .replace("host: app1-dev.example.tld", "host: »10.0.0.1")
                        .refused(INVALID_VALUE, "is not a host name"),
                rule("the host does not end in a number")
                        .replace("host: app1-dev.example.tld", "host: »example.123")
                        .refused(INVALID_VALUE, "is not a host name"),
                rule("the path is absolute").replace("path: /", "path: »api").refused(INVALID_VALUE, "'/'"),
                rule("the path does not climb")
                        .replace("path: /", "path: »/a/../b")
                        .refused(INVALID_VALUE, "'/a/../b'"),
                rule("the path has no character of a web server's configuration")
                        .replace("path: /", "path: »/a;b")
                        .refused(INVALID_VALUE, "'/a;b'", "%XX"),
                rule("the path has no broken escape")
                        .replace("path: /", "path: »/a%2")
                        .refused(INVALID_VALUE, "two hexadecimal digits"),
                rule("the path has no escaped dot")
                        .replace("path: /", "path: »/a/%2E%2e/b")
                        .refused(INVALID_VALUE, "those of '.'"),
                rule("the path has no escaped control character")
                        .replace("path: /", "path: »/a%0a")
                        .refused(INVALID_VALUE, "control character"),
                rule("the path has at most 1024 characters")
                        .replace("path: /", "path: »/" + "a".repeat(1024))
                        .refused(INVALID_VALUE, "1024"),
                rule("the path has no query").replace("path: /", "path: »/a?b").refused(INVALID_VALUE, "'/a?b'", "%XX"),
                rule("tls.enabled is a boolean")
                        .replace("tls:\n      enabled: true", "tls:\n      enabled: »on")
                        .refused(AMBIGUOUS_SCALAR, "true or false"),
                rule("tls is a group")
                        .replace("tls:\n      enabled: true", "tls: »true")
                        .refused(WRONG_TYPE, "a group of fields"));
    }

    private static Stream<Mutation> config() {
        var many = IntStream.rangeClosed(0, 99)
                .mapToObj(i -> "      - name: V" + i + "\n        value: x\n")
                .reduce("", String::concat);
        return Stream.of(
                rule("a variable's name has no hyphen")
                        .replace("name: LOG_LEVEL", "name: »LOG-LEVEL")
                        .refused(INVALID_VALUE, "'LOG-LEVEL'"),
                rule("a variable's name does not start with a digit")
                        .replace("name: LOG_LEVEL", "name: »1_LOG")
                        .refused(INVALID_VALUE, "'1_LOG'"),
                rule("a variable occurs once")
                        .replace("name: FEATURE_X_ENABLED", "name: »LOG_LEVEL")
                        .refusedByCodeOnly(BY_NAME, DUPLICATE_ENTRY, "'LOG_LEVEL' is already in line 55"),
                rule("KUBERNETES_ is reserved")
                        .replace("name: LOG_LEVEL", "name: »KUBERNETES_PORT")
                        .refused(RESERVED_NAME, "KUBERNETES_*"),
                rule("IDP_ is reserved")
                        .replace("name: LOG_LEVEL", "name: »IDP_X")
                        .refused(RESERVED_NAME, "IDP_*"),
                rule("there are at most 100 variables")
                        .replace("      - name: LOG_LEVEL", many + "      - »name: LOG_LEVEL")
                        .replace("      - name: FEATURE_X_ENABLED\n        value: \"true\"\n", "")
                        .refused(INVALID_VALUE, "101", "at most 100"),
                rule("a value is a text, not a number")
                        .replace("value: info", "value: »8080")
                        .refused(WRONG_TYPE, "quote it: \"8080\""),
                rule("a value is a text, not a boolean")
                        .replace("value: info", "value: »true")
                        .refused(WRONG_TYPE, "quote it: \"true\""),
                rule("a value has at most 4 KiB")
                        .replace("value: info", "value: »" + "x".repeat(4097))
                        .refused(INVALID_VALUE, "4097", "4096"),
                rule("a value's 4 KiB are bytes")
                        .replace("value: info", "value: »" + "ä".repeat(2049))
                        .refusedByCodeOnly("maxLength counts characters", INVALID_VALUE, "4098"),
                rule("a value holds no NUL")
                        .replace("value: info", "value: »\"a\\0b\"")
                        .refused(INVALID_VALUE, "NUL"),
                rule("a building block's ref is a slug")
                        .replace("ref: postgres-default", "ref: »Postgres")
                        .refused(INVALID_VALUE, "'Postgres'"),
                rule("a building block occurs once")
                        .replace("ref: observability-basic", "ref: »postgres-default")
                        .refused(DUPLICATE_ENTRY, "'postgres-default' is already in line"),
                rule("env is a list")
                        .replace(
                                "      - name: LOG_LEVEL\n        value: info\n      - name: FEATURE_X_ENABLED\n"
                                        + "        value: \"true\"",
                                "      LOG_LEVEL: info")
                        .at("env:\n")
                        .refused(WRONG_TYPE, "is not a list"));
    }
}
