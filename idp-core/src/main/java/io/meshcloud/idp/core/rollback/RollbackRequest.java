// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rollback;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;

/**
 * A person's request to go back to an earlier release.
 *
 * @param address the environment
 * @param target the release to go back to
 * @param expected the condition on the image that runs at the moment of the rollback
 * @param reason the reason, which every rollback requires
 * @param hold whether to keep automation from deploying afterwards, in a second commit of the same push
 * @param context who asks and how; its own reason is not used
 */
public record RollbackRequest(
        EnvironmentAddress address,
        RollbackTarget target,
        ExpectedCurrent expected,
        Reason reason,
        boolean hold,
        RequestContext context) {
    public RollbackRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(context, "context").ofPerson();
    }
}
