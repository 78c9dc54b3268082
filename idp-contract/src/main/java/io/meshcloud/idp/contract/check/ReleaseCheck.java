package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.List;

/** The rules that tie a {@code release.yaml} to the environment beside it. */
public final class ReleaseCheck {
    private ReleaseCheck() {}

    /** Every finding, sorted: another repository, other metadata, a missing digest where the platform wants one. */
    public static List<Finding> check(Document<AppRelease> release, AppEnvironment environment, Platform platform) {
        throw new UnsupportedOperationException(release.file());
    }
}
