package io.meshcloud.idp.core.provisioning;

import java.util.List;

/**
 * What came of provisioning: every step, in its order, and the secrets of the robot accounts that were made.
 *
 * @param credentials of new accounts only; an account that was there keeps a secret that nobody can look up
 */
public record Provisioned(List<ProvisioningStep> steps, List<RobotCredential> credentials) {
    public Provisioned {
        steps = List.copyOf(steps);
        credentials = List.copyOf(credentials);
    }

    /** Whether everything was there already. */
    public boolean isUnchanged() {
        return steps.stream().allMatch(step -> step.verdict() == ProvisioningStep.Verdict.PRESENT);
    }
}
