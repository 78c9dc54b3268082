package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person wants what runs in one environment to run in another.
 *
 * @param from whose image it is
 * @param to where it is to run
 * @param expected what must run there at the moment for it to happen
 * @param freezeOverride why it may happen during a freeze; without one a freeze refuses
 * @param context who asks, how and why
 */
public record PromotionRequest(
        EnvironmentAddress from,
        EnvironmentAddress to,
        ExpectedCurrent expected,
        @Nullable Reason freezeOverride,
        RequestContext context) {
    public PromotionRequest {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(context, "context").ofPerson();
    }
}
