package io.meshcloud.idp.spi.caller;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every request that changes something says beside its subject.
 *
 * @param caller who asks
 * @param trigger what carried the request
 * @param reason why, in their words
 * @param requestId its name
 * @param dryRun whether to decide only and write nothing
 */
public record RequestContext(
        Caller caller, Trigger trigger, @Nullable Reason reason, RequestId requestId, boolean dryRun) {
    public RequestContext {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(requestId, "requestId");
    }

    /** A new request that is carried out, without a reason. */
    public static RequestContext of(Caller caller, Trigger trigger) {
        return new RequestContext(caller, trigger, null, RequestId.random(), false);
    }

    /** What automation says of itself: it acts for the platform and for nobody else. */
    public static RequestContext ofAutomation(boolean dryRun) {
        var trigger = Trigger.RELEASE_CONTROLLER;
        var caller = Caller.platform(new Actor(trigger.observedBy()));
        return new RequestContext(caller, trigger, null, RequestId.random(), dryRun);
    }

    /**
     * The same, for a request that only a person makes.
     *
     * @throws IllegalArgumentException if no person stands behind it
     */
    public RequestContext ofPerson() {
        if (trigger.isAutomation()) {
            throw new IllegalArgumentException("no person stands behind " + trigger.observedBy());
        }
        return this;
    }

    public Optional<Reason> optionalReason() {
        return Optional.ofNullable(reason);
    }

    /** The same request with this reason. */
    public RequestContext because(Reason why) {
        return new RequestContext(caller, trigger, why, requestId, dryRun);
    }

    /** The same request, to decide only. */
    public RequestContext asDryRun() {
        return new RequestContext(caller, trigger, reason, requestId, true);
    }
}
