package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;

/** Which of the platform's rules may be tightened under a running environment without stopping its releases. */
public final class TightenedRules {
    private static final String INGRESS_HOST = "spec.ingress.host";

    private TightenedRules() {}

    /** Whether the file was valid before the platform allowed less, so that the finding is a warning where it stands. */
    public static boolean isOne(Finding finding) {
        return finding.code() == ProblemCode.OVER_PLATFORM_LIMIT
                || finding.pointer().equals(INGRESS_HOST);
    }
}
