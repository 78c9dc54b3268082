// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import java.util.List;

/**
 * The result of provisioning.
 *
 * @param steps every step, in order
 * @param warnings what is unusual about the existing parts, each a clause without a full stop
 */
public record ProvisioningResult(List<ProvisioningStep> steps, List<String> warnings) {
    public ProvisioningResult {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /** A result without warnings. */
    public ProvisioningResult(List<ProvisioningStep> steps) {
        this(steps, List.of());
    }

    /** Whether nothing had to be created or changed. */
    public boolean isUnchanged() {
        return steps.stream().allMatch(step -> step.verdict() == ProvisioningStep.Verdict.PRESENT);
    }
}
