// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.image.ImageChoice;
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
 * @param override the reason to release in spite of a rule that may be overridden; absent: the rule refuses
 * @param promotedFrom the environment whose image is promoted; absent if the request is not a promotion
 * @param context who asks, how and why
 */
public record ReleaseRequest(
        EnvironmentAddress address,
        ImageChoice image,
        ExpectedCurrent expected,
        @Nullable Reason override,
        @Nullable EnvironmentAddress promotedFrom,
        RequestContext context) {
    public ReleaseRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(context, "context").ofPerson();
    }

    /** A request without an expected image and without an override. */
    public static ReleaseRequest of(EnvironmentAddress address, ImageChoice image, RequestContext context) {
        return new ReleaseRequest(address, image, ExpectedCurrent.anything(), null, null, context);
    }

    public ReleaseRequest expecting(ExpectedCurrent current) {
        return new ReleaseRequest(address, image, current, override, promotedFrom, context);
    }

    public ReleaseRequest overriding(Reason why) {
        return new ReleaseRequest(address, image, expected, why, promotedFrom, context);
    }

    /** The same request as a dry run. */
    public ReleaseRequest asDryRun() {
        return new ReleaseRequest(address, image, expected, override, promotedFrom, context.asDryRun());
    }

    public Optional<EnvironmentAddress> optionalPromotedFrom() {
        return Optional.ofNullable(promotedFrom);
    }

    public Optional<Reason> optionalOverride() {
        return Optional.ofNullable(override);
    }
}
