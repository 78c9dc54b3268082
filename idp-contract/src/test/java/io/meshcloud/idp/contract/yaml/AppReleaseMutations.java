// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.problem.ProblemCode.AMBIGUOUS_SCALAR;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_IMAGE;
import static io.meshcloud.idp.contract.problem.ProblemCode.INVALID_VALUE;
import static io.meshcloud.idp.contract.problem.ProblemCode.MISSING_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.UNKNOWN_FIELD;
import static io.meshcloud.idp.contract.problem.ProblemCode.WRONG_DOCUMENT_KIND;
import static io.meshcloud.idp.contract.problem.ProblemCode.WRONG_TYPE;

import io.meshcloud.idp.contract.model.DocumentKind;
import java.util.stream.Stream;

/** One edit for each rule of {@code release.yaml}. */
final class AppReleaseMutations {
    private static final String NOT_QUOTED = "JSON quotes every text";

    private AppReleaseMutations() {}

    private static Mutation.Edit rule(String words) {
        return Mutation.of(DocumentKind.APP_RELEASE, words);
    }

    static Stream<Mutation> all() {
        return Stream.concat(image(), rest());
    }

    private static Stream<Mutation> image() {
        return Stream.of(
                rule("the repository is one")
                        .replace("repository: harbor.example.tld/", "repository: »harbor/")
                        .refused(INVALID_IMAGE, "'harbor/team-a/app1/dev'"),
                rule("the repository is required")
                        .without("    repository:")
                        .at("image:")
                        .refused(MISSING_FIELD, "spec.image.repository is missing"),
                rule("the tag is one")
                        .replace("tag: \"2025.12.29-1342\"", "tag: »\".hidden\"")
                        .refused(INVALID_IMAGE, "'.hidden'"),
                rule("the tag has at most 128 characters")
                        .replace("tag: \"2025.12.29-1342\"", "tag: »" + "t".repeat(129))
                        .refused(INVALID_IMAGE, "128"),
                rule("a tag that looks like a number is quoted")
                        .replace("tag: \"2025.12.29-1342\"", "tag: »1.10")
                        .refused(WRONG_TYPE, "quote it: \"1.10\""),
                rule("a tag that looks like a date is quoted")
                        .replace("tag: \"2025.12.29-1342\"", "tag: »2025-12-29")
                        .refusedByCodeOnly(NOT_QUOTED, AMBIGUOUS_SCALAR, "quote it: \"2025-12-29\""),
                rule("the digest is sha256").replace("\"sha256:", "»\"sha512:").refused(INVALID_IMAGE, "sha512"),
                rule("the digest has 64 digits")
                        .replace("\"sha256:17", "»\"sha256:")
                        .refused(INVALID_IMAGE, "64"),
                rule("the digest is lower case")
                        .replace("\"sha256:17", "»\"sha256:AA")
                        .refused(INVALID_IMAGE, "is not a digest"),
                rule("digest or tag is there")
                        .without("    tag:", "    digest:")
                        .at("image:")
                        .refused(MISSING_FIELD, "neither digest nor tag", "sha256"),
                rule("the image has no other field")
                        .replace("    tag:", "    »pullPolicy: Always\n    tag:")
                        .refused(UNKNOWN_FIELD, "'pullPolicy'"));
    }

    private static Stream<Mutation> rest() {
        return Stream.of(
                rule("the kind is exact")
                        .replace("AppRelease", "»apprelease")
                        .refused(WRONG_DOCUMENT_KIND, "'apprelease'"),
                rule("the tenant is required")
                        .without("  tenant:")
                        .at("metadata:")
                        .refused(MISSING_FIELD, "metadata.tenant is missing"),
                rule("the app is a slug")
                        .replace("app: app1", "app: »\"app 1\"")
                        .refused(INVALID_VALUE, "'app 1'"),
                rule("metadata has no name")
                        .replace("metadata:", "metadata:\n  »name: x")
                        .refused(UNKNOWN_FIELD, "'name'"),
                rule("observedAt is required")
                        .without("  observedAt:")
                        .at("spec:")
                        .refused(MISSING_FIELD, "spec.observedAt is missing"),
                rule("observedAt has a zone")
                        .replace("\"2025-12-29T13:42:10Z\"", "»\"2025-12-29T13:42:10\"")
                        .refused(INVALID_VALUE, "RFC 3339"),
                rule("observedAt is a time that exists")
                        .replace("\"2025-12-29T13:42:10Z\"", "»\"2025-02-30T13:42:10Z\"")
                        .refusedByCodeOnly("a pattern does not know the calendar", INVALID_VALUE, "RFC 3339"),
                rule("observedAt is quoted")
                        .replace("\"2025-12-29T13:42:10Z\"", "»2025-12-29T13:42:10Z")
                        .refusedByCodeOnly(NOT_QUOTED, AMBIGUOUS_SCALAR, "quote it: \"2025-12-29T13:42:10Z\""),
                rule("observedBy is required")
                        .without("  observedBy:")
                        .at("spec:")
                        .refused(MISSING_FIELD, "spec.observedBy is missing"),
                rule("observedBy is one line")
                        .replace("observedBy: platform", "observedBy: »\"a\\u001bb\" #")
                        .refused(INVALID_VALUE, "'a\\u001bb'"),
                rule("newestSeenAt is a time")
                        .replace("  observedBy:", "  newestSeenAt: »yesterday\n  observedBy:")
                        .refused(INVALID_VALUE, "'yesterday'", "RFC 3339"),
                rule("newestSeenVersion is a version")
                        .replace("  observedBy:", "  newestSeenVersion: »\"v1.2.3\"\n  observedBy:")
                        .refused(INVALID_VALUE, "'v1.2.3'", "SemVer 2.0.0", "without 'v'"),
                rule("newestSeenVersion has no build metadata")
                        .replace("  observedBy:", "  newestSeenVersion: »\"1.2.3+build\"\n  observedBy:")
                        .refused(INVALID_VALUE, "'1.2.3+build'", "build metadata"));
    }
}
