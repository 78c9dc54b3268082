// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.ArrayList;
import java.util.List;

/** Checks a {@code release.yaml} against the {@code app-env.yaml} in the same folder. */
public final class ReleaseCheck {
    private ReleaseCheck() {}

    /**
     * All findings, sorted: another repository, other metadata, a missing digest. A missing digest is a warning if the
     * platform does not require digests.
     */
    public static List<Finding> check(Document<AppRelease> release, AppEnvironment environment, Platform platform) {
        var findings = new ArrayList<Finding>();
        var value = release.value();
        var metadata = environment.metadata();
        equal(findings, release, "metadata.tenant", value.tenant(), metadata.tenant());
        equal(findings, release, "metadata.app", value.app(), metadata.app());
        equal(findings, release, "metadata.environment", value.environment(), metadata.environment());
        equal(
                findings,
                release,
                "spec.image.repository",
                value.image().repository(),
                environment.registry().repository());
        if (value.image().digest() == null) {
            var finding = Finding.error(
                    ProblemCode.DIGEST_MISSING,
                    release.locate("spec.image.digest"),
                    "spec.image.digest",
                    "the release names its image by a tag only, and a tag can move to another image",
                    "release the image again; the new release.yaml has the digest");
            findings.add(platform.releases().digestRequired() ? finding : finding.asWarning());
        }
        return findings.stream().sorted().toList();
    }

    private static void equal(
            List<Finding> findings, Document<AppRelease> release, String pointer, Object found, Object expected) {
        if (!found.equals(expected)) {
            findings.add(Finding.error(
                    ProblemCode.RELEASE_MISMATCH,
                    release.locate(pointer),
                    pointer,
                    Quoted.of(found.toString()) + " is not the environment's " + Quoted.of(expected.toString()),
                    "release an image of this environment again, which replaces the file"));
        }
    }
}
