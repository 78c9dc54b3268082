// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.problem.ProblemCode.AMBIGUOUS_SCALAR;
import static io.meshcloud.idp.contract.problem.ProblemCode.DUPLICATE_ENTRY;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_ADDRESS;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_LAYOUT;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_VALUE;
import static io.meshcloud.idp.contract.problem.ProblemCode.MISSING_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.UNKNOWN_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.WRONG_TYPE;

import io.meshcloud.idp.contract.model.DocumentKind;
import java.util.stream.Stream;

/** One edit for each rule of {@code platform.yaml}. */
final class PlatformMutations {
    private static final String TAGS = "tags: \"[0-9]+\\\\.[0-9]+\\\\.[0-9]+(-.+)?\"";
    private static final String REPOSITORY = "repository: https://git.example.tld/platform/state.git";
    private static final String OTHER_FIELD = "a schema cannot look at another field's value";

    private PlatformMutations() {}

    private static Mutation.Edit rule(String words) {
        return Mutation.of(DocumentKind.PLATFORM, words);
    }

    static Stream<Mutation> all() {
        return Stream.of(environments(), named(), argocd(), exposure(), namespaces(), blocks(), releases())
                .flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> environments() {
        return Stream.of(
                rule("spec is required").upTo("\nspec:").at("apiVersion: ").refused(MISSING_FIELD, "spec is missing"),
                rule("the layout has a placeholder")
                        .replace("layout: workspaces/{workspace}/projects/{project}/tenants/{tenant}", "layout: »apps")
                        .refused(INVALID_LAYOUT, "'apps'", "placeholder"),
                rule("the layout is not inside platform/")
                        .replace("layout: workspaces", "layout: »platform")
                        .refused(INVALID_LAYOUT, "platform/"),
                rule("the layout is not inside platform/ on a case-insensitive file system")
                        .replace("layout: workspaces", "layout: »PlatForm")
                        .refused(INVALID_LAYOUT, "platform/"),
                rule("the layout has at most 255 characters")
                        .replace("layout: workspaces", "layout: »" + "x".repeat(255) + "/workspaces")
                        .refused(INVALID_LAYOUT, "longer than 255"),
                rule("an environment's name is a slug")
                        .replace("    staging:", "    »Staging:")
                        .replace("      - staging\n", "      - dev\n")
                        .refused(INVALID_VALUE, "'Staging' is not a slug"),
                rule("an environment's mode is auto or manual")
                        .replace("mode: manual", "mode: »ask")
                        .refused(INVALID_VALUE, "auto, manual"),
                rule("an environment has no other field")
                        .replace("      write:", "      »approve: true\n      write:")
                        .refused(UNKNOWN_FIELD, "spec.environments.prod", "deployPolicy, tags, promoteFrom, write"),
                rule("a rule of automation names environments")
                        .replace("    - environments:\n        - \"*/*/prod\"\n      tags:", "    - »tags:")
                        .refused(MISSING_FIELD, "environments is missing"),
                rule("a rule of automation applies to some environment")
                        .replace("- environments:\n        - \"*/*/prod\"", "- »environments: []")
                        .refused(INVALID_VALUE, "applies to no environment"),
                rule("a rule of automation names environments by patterns of addresses")
                        .replace("- \"*/*/prod\"", "- »\"**/prod\"")
                        .refused(INVALID_ADDRESS, "'**/prod'"),
                rule("a rule of automation names no pattern twice")
                        .replace("- \"*/*/prod\"", "- \"*/*/prod\"\n        - »\"*/*/prod\"")
                        .refused(DUPLICATE_ENTRY, "already in line"),
                rule("the tags of a rule are a regular expression")
                        .replace("tags: \"(build-", "tags: »\"((build-")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept",
                                INVALID_VALUE,
                                "not a regular expression"),
                rule("the ignored tags of a rule are regular expressions")
                        .replace("- latest", "- »\"(latest\"")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept",
                                INVALID_VALUE,
                                "not a regular expression"),
                rule("a rule extracts one group")
                        .replace("extract: $version", "extract: »$major.$minor")
                        .refused(INVALID_VALUE, "'$major.$minor'", "$version"),
                rule("a rule extracts a group of its tags")
                        .replace("extract: $version", "extract: »$ver")
                        .refusedByCodeOnly(OTHER_FIELD, INVALID_VALUE, "no capture group 'ver'"),
                rule("a rule extracts a group of its tags by a number that exists")
                        .replace("extract: $version", "extract: »$3")
                        .refusedByCodeOnly(OTHER_FIELD, INVALID_VALUE, "no capture group '3'"),
                rule("a rule that extracts has tags")
                        .without("      tags: \"(build")
                        .at("environments:\n        - \"*/*/prod\"")
                        .refused(MISSING_FIELD, "the rule has no tags"),
                rule("an order is time or semver")
                        .replace("order: semver", "order: »calver")
                        .refused(INVALID_VALUE, "time, semver"),
                rule("a range is written as for npm")
                        .replace("range: \"^1.2\"", "range: »\"[1.0,2.0)\"")
                        .refused(INVALID_VALUE, "'[1.0,2.0)' is not a range"),
                rule("a range has at most 200 characters")
                        .replace("range: \"^1.2\"", "range: »\"^1.2" + " ".repeat(200) + "\"")
                        .refused(INVALID_VALUE, "longer than 200"),
                rule("a range contains a version")
                        .replace("range: \"^1.2\"", "range: »\">2 <1\"")
                        .refusedByCodeOnly(
                                "a schema cannot compare two versions", INVALID_VALUE, "without any version"),
                rule("a range belongs to order semver")
                        .without("      extract:", "      order:", "      prereleases:")
                        .replace("range: \"^1.2\"", "range: »\"^1.2\"")
                        .refused(INVALID_VALUE, "range belongs to order semver"),
                rule("an extraction belongs to order semver")
                        .without("      range:", "      order:", "      prereleases:")
                        .replace("extract: $version", "extract: »$version")
                        .refused(INVALID_VALUE, "extract belongs to order semver"),
                rule("prereleases belong to order semver")
                        .without("      extract:", "      range:")
                        .replace("order: semver", "order: time")
                        .replace("prereleases: false", "prereleases: »false")
                        .refused(INVALID_VALUE, "prereleases belongs to order semver"),
                rule("a rule of automation has no other field")
                        .replace("order: semver", "»policy: semver\n      order: semver")
                        .refused(UNKNOWN_FIELD, "'policy'", "environments, tags, ignore"),
                rule("tags are a regular expression")
                        .replace(TAGS, "tags: »\"v[0-9\"")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept",
                                INVALID_VALUE,
                                "not a regular expression"),
                rule("tags do without look-around")
                        .replace(TAGS, "tags: »\"(?!latest).*\"")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept", INVALID_VALUE, "look-around"),
                rule("tags do without back references")
                        .replace(TAGS, "tags: »'(a)\\1'")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept", INVALID_VALUE, "back references"),
                rule("tags do without possessive quantifiers")
                        .replace(TAGS, "tags: »\"a++b\"")
                        .refusedByCodeOnly(
                                "engines differ in the patterns that they accept", INVALID_VALUE, "possessive"),
                rule("promoteFrom names environments that exist")
                        .replace("- staging", "- »stagin")
                        .refusedByCodeOnly(OTHER_FIELD, INVALID_VALUE, "'stagin'", "did you mean 'staging'?"),
                rule("promoteFrom names each once")
                        .replace("- staging", "- staging\n        - »staging")
                        .refused(DUPLICATE_ENTRY, "'staging'"),
                rule("write is direct or pull-request")
                        .replace("write: pull-request", "write: »merge-request")
                        .refused(INVALID_VALUE, "direct, pull-request"),
                rule("a retire deletes or keeps the workload")
                        .replace("onRetire: keep", "onRetire: »kepp")
                        .refused(INVALID_VALUE, "delete, keep", "did you mean 'keep'?"));
    }

    private static Stream<Mutation> named() {
        return Stream.of(
                rule("a registry is a host")
                        .replace("- harbor.example.tld", "- »harbor")
                        .refused(INVALID_VALUE, "'harbor' is neither"),
                rule("a registry has no scheme")
                        .replace("- harbor.example.tld", "- »https://harbor.example.tld")
                        .refused(INVALID_VALUE, "without scheme"),
                rule("a cluster's name is a DNS label")
                        .replace("    ske-main:", "    »ske.main:")
                        .refused(INVALID_VALUE, "'ske.main'"),
                rule("a cluster's server is a web address")
                        .replace("server: https", "server: »ssh")
                        .refused(INVALID_VALUE, "is not a web address"),
                rule("a cluster's address holds no password and a message does not show it")
                        .replace("argocd: https://", "argocd: »https://me:secret@")
                        .refused(INVALID_VALUE, "'...' is not a web address without credentials"),
                rule("a limit of replicas is a number")
                        .replace("replicas: 10", "replicas: »\"10\"")
                        .refused(WRONG_TYPE, "remove the quotes: 10"),
                rule("a limit of memory is a quantity")
                        .replace("memory: \"8Gi\"", "memory: »lots")
                        .refused(INVALID_VALUE, "'lots'"),
                rule("egress names a network")
                        .replace("cidr: 10.0.0.0/8", "cidr: »10.0.0.0")
                        .refused(INVALID_VALUE, "is not a network"),
                rule("egress names a network of numbers")
                        .replace("cidr: 10.0.0.0/8", "cidr: »10.0.0.256/8")
                        .refusedByCodeOnly("a pattern for it would be unreadable", INVALID_VALUE, "is not a network"),
                rule("a registry has a port that exists")
                        .replace("- harbor.example.tld", "- »harbor.example.tld:99999")
                        .refused(INVALID_VALUE, "is neither"),
                rule("egress names a network that exists")
                        .replace("cidr: 10.0.0.0/8", "cidr: »10.0.0.0/33")
                        .refusedByCodeOnly("a pattern for it would be unreadable", INVALID_VALUE, "is not a network"),
                rule("egress needs a network")
                        .replace("cidr: 10.0.0.0/8\n      ports", "»ports")
                        .refused(MISSING_FIELD, "egress[0].cidr"),
                rule("egress ports are ports").replace("- 443", "- »0").refused(INVALID_VALUE, "1 to 65535"),
                rule("the pull secret is a name")
                        .replace("harbor-pull", "»Harbor")
                        .refused(INVALID_VALUE, "is not a Kubernetes name"));
    }

    private static Stream<Mutation> argocd() {
        return Stream.of(
                rule("Argo CD's namespace is a DNS label")
                        .replace("namespace: argocd", "namespace: »Argo.CD")
                        .refused(INVALID_VALUE, "'Argo.CD' is not a DNS label"),
                rule("Argo CD reaches the repository by a URL of Git")
                        .replace(REPOSITORY, "repository: »/srv/state.git")
                        .refused(INVALID_VALUE, "'/srv/state.git' is not the URL of a Git repository"),
                rule("the URL names a repository at its host")
                        .replace(REPOSITORY, "repository: »https://git.example.tld/")
                        .refused(INVALID_VALUE, "is not the URL of a Git repository"),
                rule("the URL has a port that exists")
                        .replace(REPOSITORY, "repository: »https://git.example.tld:70000/state.git")
                        .refused(INVALID_VALUE, "is not the URL of a Git repository"),
                rule("the URL has no password and the message does not show it")
                        .replace(REPOSITORY, "repository: »https://me:secret@git.example.tld/state.git")
                        .refused(INVALID_VALUE, "'...' is not the URL", "credentials belong into Argo CD"),
                rule("the URL has no token and the message does not show it")
                        .replace(REPOSITORY, "repository: »https://glpat-1234@git.example.tld/state.git")
                        .refused(INVALID_VALUE, "'...' is not the URL", "credentials belong into Argo CD"),
                rule("a URL of ssh has no password either")
                        .replace(REPOSITORY, "repository: »ssh://git:secret@git.example.tld/state.git")
                        .refused(INVALID_VALUE, "'...' is not the URL"),
                rule("the URL has no query, which may contain a token")
                        .replace(REPOSITORY, "repository: »https://git.example.tld/state.git?token=1")
                        .refused(INVALID_VALUE, "is not the URL of a Git repository"),
                rule("the URL has no control characters")
                        .replace(REPOSITORY, "repository: »\"https://git.example.tld/state.git\\n- x\"")
                        .refused(INVALID_VALUE, "is not the URL of a Git repository"),
                rule("the URL has at most 250 characters")
                        .replace(REPOSITORY, "repository: »https://git.example.tld/" + "x".repeat(250))
                        .refused(INVALID_VALUE, "longer than 250"),
                rule("Argo CD follows a revision of Git")
                        .replace("revision: main", "revision: »main..dev")
                        .refused(INVALID_VALUE, "'main..dev' is not a branch, tag or commit"),
                rule("a revision is not an option of a command")
                        .replace("revision: main", "revision: »--exec")
                        .refused(INVALID_VALUE, "is not a branch, tag or commit"),
                rule("Argo CD has no other settings here")
                        .replace("    revision: main", "    »branch: main")
                        .refused(UNKNOWN_FIELD, "'branch'", "namespace, repository, revision"));
    }

    private static Stream<Mutation> exposure() {
        return Stream.of(
                rule("exposure is by ingress or gateway")
                        .replace("kind: ingress", "kind: »route")
                        .refused(INVALID_VALUE, "ingress, gateway"),
                rule("a class belongs to an ingress")
                        .replace("kind: ingress", "kind: gateway\n    gateway: edge")
                        .replace("className: nginx", "className: »nginx")
                        .refused(INVALID_VALUE, "kind ingress"),
                rule("a gateway belongs to kind gateway")
                        .replace("className: nginx", "gateway: »edge/main")
                        .refused(INVALID_VALUE, "kind: gateway"),
                rule("kind gateway names its gateway")
                        .replace("kind: ingress", "kind: gateway")
                        .without("    className:")
                        .at("  ingress:")
                        .replace("»  ingress:", "  »ingress:")
                        .refused(MISSING_FIELD, "names no gateway"),
                rule("a gateway is a name")
                        .replace("kind: ingress", "kind: gateway")
                        .replace("className: nginx", "gateway: »Edge")
                        .refused(INVALID_VALUE, "namespace/name"),
                rule("a host belongs to an application or a workspace")
                        .replace("hostsBelongTo: app", "hostsBelongTo: »team")
                        .refused(INVALID_VALUE, "app, workspace"),
                rule("a domain has no star")
                        .replace("- example.tld", "- »\"*.example.tld\"")
                        .refused(INVALID_VALUE, "domain only"),
                rule("a domain is one").replace("- example.tld", "- »Example").refused(INVALID_VALUE, "host name"));
    }

    private static Stream<Mutation> namespaces() {
        return Stream.of(
                rule("namespaces are made by platform or external")
                        .replace("managedBy: platform", "managedBy: »meshstack")
                        .refused(INVALID_VALUE, "platform, external"),
                rule("the namespace prefix starts with app-")
                        .replace("namespacePrefix: app-", "namespacePrefix: »team-")
                        .refused(INVALID_VALUE, "app-"),
                rule("the namespace prefix leaves room for a name")
                        .replace("namespacePrefix: app-", "namespacePrefix: »app-" + "a".repeat(59))
                        .refused(INVALID_VALUE, "is not a prefix"),
                rule("a service account has a namespace")
                        .replace("argocd:argocd-application-controller", "»argocd")
                        .refused(INVALID_VALUE, "namespace:name"),
                rule("a user is a text").replace("- platform-admin", "- »1000").refused(WRONG_TYPE, "quote it"));
    }

    private static Stream<Mutation> blocks() {
        return Stream.of(
                rule("a building block's ref is a slug")
                        .replace("postgres-default:", "»postgres_default:")
                        .refused(INVALID_VALUE, "is not a slug"),
                rule("a building block resolves in one way")
                        .replace("    secret:", "    externalSecret:\n        store: x\n      secret:")
                        .at("postgres-default:")
                        .refused(INVALID_VALUE, "write exactly one of the two"),
                rule("a building block resolves somehow")
                        .replace("secret: postgres-credentials", "{}")
                        .at("postgres-default:")
                        .refused(INVALID_VALUE, "write exactly one of the two"),
                rule("an external secret has a store")
                        .replace("store: platform-vault", "{}")
                        .at("externalSecret:")
                        .refused(MISSING_FIELD, "store is missing"),
                rule("a secret is a name")
                        .replace("secret: postgres-credentials", "secret: »Postgres")
                        .refused(INVALID_VALUE, "'Postgres'"));
    }

    private static Stream<Mutation> releases() {
        return Stream.of(
                rule("deployOnPush is a boolean")
                        .replace("deployOnPush: false", "deployOnPush: »off")
                        .refused(AMBIGUOUS_SCALAR, "true or false"),
                rule("digest is required or optional")
                        .replace("digest: required", "digest: »never")
                        .refused(INVALID_VALUE, "required, optional"),
                rule("a stop has a reason")
                        .replace("stopped: false", "stopped: »true")
                        .refused(WRONG_TYPE, "write the reason"),
                rule("a stop's reason says something")
                        .replace("stopped: false", "stopped: »\"\"")
                        .refused(INVALID_VALUE, "a few words"),
                rule("a stop's reason is a text")
                        .replace("stopped: false", "stopped: »1")
                        .refused(WRONG_TYPE, "quote it"),
                rule("a freeze has a start")
                        .replace("start: \"2026-12-20T00:00\"\n        end", "»end")
                        .refused(MISSING_FIELD, "start is missing"),
                rule("a freeze's start is quoted")
                        .replace("start: \"2026-12-20T00:00\"", "start: »2026-12-20T00:00")
                        .refusedByCodeOnly("JSON quotes every text", AMBIGUOUS_SCALAR, "quote it"),
                rule("a freeze's start has no zone")
                        .replace("start: \"2026-12-20T00:00\"", "start: »\"2026-12-20T00:00Z\"")
                        .refused(INVALID_VALUE, "zone is a separate field"),
                rule("a freeze's start exists")
                        .replace("start: \"2026-12-20T00:00\"", "start: »\"2026-11-31T00:00\"")
                        .refusedByCodeOnly("a pattern does not know the calendar", INVALID_VALUE, "'2026-11-31T00:00'"),
                rule("a freeze ends after its start")
                        .replace("end: \"2027-01-04T08:00\"", "end: »\"2026-12-20T00:00\"")
                        .refusedByCodeOnly(OTHER_FIELD, INVALID_VALUE, "later than the start"),
                rule("a freeze has a zone")
                        .without("        zone:")
                        .replace("- start:", "- »start:")
                        .refused(MISSING_FIELD, "zone is missing"),
                rule("a freeze's zone exists")
                        .replace("zone: Europe/Berlin", "zone: »Europe/Bonn")
                        .refusedByCodeOnly("a schema does not know the time zones", INVALID_VALUE, "'Europe/Bonn'"),
                rule("a freeze names environments that exist")
                        .replace("          - prod", "          - »production")
                        .refusedByCodeOnly(OTHER_FIELD, INVALID_VALUE, "dev, prod, staging"));
    }
}
