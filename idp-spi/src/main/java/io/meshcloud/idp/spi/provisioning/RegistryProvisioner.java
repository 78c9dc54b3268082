// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Creates what an environment needs at its registry (ADR-004, "Day 0"). It creates what is missing and never deletes
 * what it did not create. Safe for use by many threads; two concurrent calls for one repository may each create an
 * account.
 *
 * <p>All methods throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the registry cannot be reached,
 * denies access or cannot be provisioned at all; what was done before stays. A registry shows the secret of an account
 * only once, when it creates it. So each secret is passed to its recipient immediately, not with the result; the secret
 * of an existing account cannot be read again.
 */
public interface RegistryProvisioner {

    /**
     * Creates everything in the plan that the registry lacks, including one robot account for each purpose. An account
     * that has expired counts as missing; one that was disabled at the registry does not. Repeating a call changes
     * nothing; repeating a call that failed half-way completes it.
     *
     * @param recipient receives the credential of each account that is created, and of no other; what it throws ends
     *     the call, and then only a rotation creates another account
     */
    ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient);

    /**
     * Creates a new robot account for each purpose, also in a repeated call. Existing accounts of the repository expire
     * after the overlap, or at their own expiry if that is earlier; expired accounts are deleted. The accounts of other
     * repositories are unchanged.
     *
     * @param overlap for how long the old secrets stay valid, at least: registries count whole days, so it may be up to
     *     a day and an hour more; zero deletes the old accounts immediately
     * @param recipient as for {@link #provision}
     * @throws IllegalArgumentException if the overlap is negative
     */
    ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient);

    /** The robot accounts that this port created for the repository, newest first. */
    List<RobotAccount> accounts(ImageRepository repository);

    /**
     * The parts that remain at the registry after the environment is deleted, each in a few words; empty if nothing
     * remains.
     */
    List<String> remains(ImageRepository repository);
}
