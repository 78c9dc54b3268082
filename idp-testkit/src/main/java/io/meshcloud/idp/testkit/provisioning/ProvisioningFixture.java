// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import java.time.Duration;
import java.time.Instant;

/** A registry where nothing was provisioned, on a clock of its own. */
public interface ProvisioningFixture extends AutoCloseable {
    /** The one under test; the same one each time. */
    RegistryProvisioner provisioner();

    /** The one under test; the same one each time. */
    PushRights pushRights();

    /**
     * A repository that can be provisioned. Another name in place of the path's last part is another repository of the
     * same group of push rights.
     */
    ImageRepository repository();

    /** A repository of another group of push rights. */
    ImageRepository repositoryOfAnotherGroup();

    /** The registry's time. */
    Instant now();

    /** Moves the registry's time forward. */
    void advance(Duration time);

    /** Whether the registry accepts a login with the credential now. */
    boolean accepts(RobotCredential credential);

    /** How many requests so far could have changed something at the registry. */
    int changes();

    /** Makes one change fail with a retryable problem, without being made. */
    void failChange(int number);

    /** From now on the registry cannot be reached. */
    void makeUnreachable();

    @Override
    default void close() {}
}
