// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.caller.Caller;
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
 * @param viewer who reads the answer, which names no other environment that they may not see
 */
public record AutomationRequest(
        EnvironmentAddress address, @Nullable Tag hint, RequestContext context, Caller viewer) {
    public AutomationRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(viewer, "viewer");
        if (!context.trigger().isAutomation()) {
            throw new IllegalArgumentException("only automation releases without an image: " + context.trigger());
        }
    }

    /** A request whose answer the platform itself reads. */
    public static AutomationRequest of(EnvironmentAddress address, @Nullable Tag hint, RequestContext context) {
        return new AutomationRequest(address, hint, context, context.caller());
    }

    public Optional<Tag> optionalHint() {
        return Optional.ofNullable(hint);
    }
}
