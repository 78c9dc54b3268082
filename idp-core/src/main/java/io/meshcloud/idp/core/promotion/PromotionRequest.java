// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person's request to release the image of one environment in another one.
 *
 * @param from the source environment
 * @param to the target environment
 * @param expected the condition on the image that runs in the target environment
 * @param override the reason to release in spite of a rule that may be overridden; absent: the rule refuses
 * @param context who asks, how and why
 */
public record PromotionRequest(
        EnvironmentAddress from,
        EnvironmentAddress to,
        ExpectedCurrent expected,
        @Nullable Reason override,
        RequestContext context) {
    public PromotionRequest {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(context, "context").ofPerson();
    }
}
