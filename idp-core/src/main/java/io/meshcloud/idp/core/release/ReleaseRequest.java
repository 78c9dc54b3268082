package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request of a person to run this image in this environment.
 *
 * @param address where
 * @param image what
 * @param expected what must run at the moment of the release
 * @param freezeOverride the reason to release during a freeze; without it a freeze refuses the request
 * @param promotedFrom the environment whose image is promoted; absent if the request is no promotion
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

    /** Without a belief about what runs, and bound by freezes. */
    public static ReleaseRequest of(EnvironmentAddress address, ImageChoice image, RequestContext context) {
        return new ReleaseRequest(address, image, ExpectedCurrent.anything(), null, null, context);
    }

    public ReleaseRequest expecting(ExpectedCurrent current) {
        return new ReleaseRequest(address, image, current, freezeOverride, promotedFrom, context);
    }

    public ReleaseRequest overridingFreeze(Reason why) {
        return new ReleaseRequest(address, image, expected, why, promotedFrom, context);
    }

    /** The same, to decide only. */
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
