// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to release the newest image of an environment's repository to that environment, if the rules allow it. A
 * push event only triggers it sooner and names a tag; the registry decides which image is the newest.
 *
 * @param address the environment
 * @param hint the tag that was pushed, as an event claims; absent for the poll
 * @param context {@link RequestContext#ofAutomation}
 */
public record AutomationRequest(
        EnvironmentAddress address, @Nullable Tag hint, RequestContext context) {
    public AutomationRequest {
        Objects.requireNonNull(address, "address");
        if (!context.trigger().isAutomation()) {
            throw new IllegalArgumentException("only automation releases without an image: " + context.trigger());
        }
    }

    public Optional<Tag> optionalHint() {
        return Optional.ofNullable(hint);
    }
}
