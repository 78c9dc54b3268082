package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Automation looks at an environment: the newest image of its repository is to run there, if the rules let it. An event
 * that tells of a push makes this happen sooner and names a tag; which image is newest, the registry says.
 *
 * @param address where
 * @param hint the tag that was pushed, as somebody told; absent for the poll
 * @param context {@link RequestContext#ofAutomation}
 */
public record AutomationRequest(
        EnvironmentAddress address, @Nullable Tag hint, RequestContext context) {
    public AutomationRequest {
        Objects.requireNonNull(address, "address");
        if (!context.trigger().isAutomation()) {
            throw new IllegalArgumentException("a person names an image: " + context.trigger());
        }
    }

    public Optional<Tag> optionalHint() {
        return Optional.ofNullable(hint);
    }
}
