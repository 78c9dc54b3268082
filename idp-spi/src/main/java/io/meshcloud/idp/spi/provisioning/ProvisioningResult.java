package io.meshcloud.idp.spi.provisioning;

import java.util.List;

/** What came of provisioning: every step, in its order. */
public record ProvisioningResult(List<ProvisioningStep> steps) {
    public ProvisioningResult {
        steps = List.copyOf(steps);
    }

    /** Whether everything was there already. */
    public boolean isUnchanged() {
        return steps.stream().allMatch(step -> step.verdict() == ProvisioningStep.Verdict.PRESENT);
    }
}
