package io.meshcloud.idp.contract.wire;

import java.util.List;

/**
 * An environment's side at its registry.
 *
 * @param address the environment
 * @param repository where its team pushes
 * @param steps what was done; empty if it was only looked at
 * @param accounts those that were made; all of them if it was only looked at
 */
public record RegistrySideResult(
        String address, String repository, List<ProvisioningStepView> steps, List<RobotAccountView> accounts) {
    public RegistrySideResult {
        steps = List.copyOf(steps);
        accounts = List.copyOf(accounts);
    }
}
