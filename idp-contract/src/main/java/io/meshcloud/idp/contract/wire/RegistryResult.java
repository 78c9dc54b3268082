// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;

/**
 * The objects of an environment at its registry.
 *
 * @param address the environment
 * @param repository the repository to which the team pushes
 * @param steps what was done; empty if nothing was to be changed
 * @param accounts the new accounts; all accounts if the command only shows them
 * @param warnings what is unusual about the existing objects
 * @param at the time of the answer
 */
public record RegistryResult(
        String address,
        String repository,
        List<ProvisioningStepView> steps,
        List<RobotAccountView> accounts,
        List<String> warnings,
        String at) {
    public RegistryResult {
        steps = List.copyOf(steps);
        accounts = List.copyOf(accounts);
        warnings = List.copyOf(warnings);
    }
}
