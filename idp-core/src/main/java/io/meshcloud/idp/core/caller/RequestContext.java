package io.meshcloud.idp.core.caller;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every request that changes something says beside its subject.
 *
 * @param caller who asks
 * @param trigger what carried the request; one behind which a person stands
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
        if (trigger.isAutomation()) {
            throw new IllegalArgumentException("no person stands behind " + trigger.observedBy());
        }
    }

    public Optional<Reason> optionalReason() {
        return Optional.ofNullable(reason);
    }

    /** The same request with this reason. */
    public RequestContext because(Reason why) {
        return new RequestContext(caller, trigger, why, requestId, dryRun);
    }
}
