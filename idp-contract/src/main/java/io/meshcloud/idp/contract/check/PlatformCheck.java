package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.List;

/**
 * The rules that an {@code app-env.yaml} can break only against the platform's settings: what may be named, and how
 * much. {@link io.meshcloud.idp.contract.problem.ProblemCode#OVER_PLATFORM_LIMIT} marks those that the platform may
 * tighten under a running environment.
 */
public final class PlatformCheck {
    private PlatformCheck() {}

    /** Every finding, sorted; all of them errors. */
    public static List<Finding> check(Document<AppEnvironment> environment, Platform platform) {
        throw new UnsupportedOperationException(environment.file());
    }
}
