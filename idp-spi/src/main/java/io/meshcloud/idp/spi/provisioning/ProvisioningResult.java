// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.List;

/** The result of provisioning: every step, in order. */
public record ProvisioningResult(List<ProvisioningStep> steps) {
    public ProvisioningResult {
        steps = List.copyOf(steps);
    }

    /** Whether nothing had to be created or changed. */
    public boolean isUnchanged() {
        return steps.stream().allMatch(step -> step.verdict() == ProvisioningStep.Verdict.PRESENT);
    }
}
