// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's request to release an image to an environment.
 *
 * @param address the environment
 * @param image the image
 * @param expected the condition on the image that runs at the moment of the release
 * @param freezeOverride the reason to release during a freeze; without it a freeze refuses the request
 * @param promotedFrom the environment whose image is promoted; absent if the request is not a promotion
 * @param context who asks, how and why
 */
public record ReleaseRequest(
        EnvironmentAddress address,
        ImageChoice image,
        ExpectedCurrent expected,
        @Nullable Reason freezeOverride,
        @Nullable EnvironmentAddress promotedFrom,
        RequestContext context) {
    public ReleaseRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(context, "context").ofPerson();
    }

    /** A request without an expected image and without a freeze override. */
    public static ReleaseRequest of(EnvironmentAddress address, ImageChoice image, RequestContext context) {
        return new ReleaseRequest(address, image, ExpectedCurrent.anything(), null, null, context);
    }

    public ReleaseRequest expecting(ExpectedCurrent current) {
        return new ReleaseRequest(address, image, current, freezeOverride, promotedFrom, context);
    }

    public ReleaseRequest overridingFreeze(Reason why) {
        return new ReleaseRequest(address, image, expected, why, promotedFrom, context);
    }

    /** The same request as a dry run. */
    public ReleaseRequest asDryRun() {
        return new ReleaseRequest(address, image, expected, freezeOverride, promotedFrom, context.asDryRun());
    }

    public Optional<EnvironmentAddress> optionalPromotedFrom() {
        return Optional.ofNullable(promotedFrom);
    }

    public Optional<Reason> optionalFreezeOverride() {
        return Optional.ofNullable(freezeOverride);
    }
}
