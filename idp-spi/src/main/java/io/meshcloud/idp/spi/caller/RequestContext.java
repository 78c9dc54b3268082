// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts that all requests for changes share: the caller, the trigger, the reason and the id.
 *
 * @param caller the maker of the request
 * @param trigger the way in which the request arrived
 * @param reason the caller's reason; absent for none
 * @param requestId its id
 * @param dryRun whether to decide only and write nothing
 */
public record RequestContext(
        Caller caller, Trigger trigger, @Nullable Reason reason, RequestId requestId, boolean dryRun) {
    /**
     * @throws IdpException {@link ProblemCode#FORBIDDEN} if the caller may not use the trigger
     */
    public RequestContext {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(requestId, "requestId");
        if (!caller.mayUse(trigger)) {
            throw Problem.of(
                            ProblemCode.FORBIDDEN,
                            Quoted.of(caller.actor().value()) + " may not make requests as "
                                    + Quoted.of(trigger.observedBy()),
                            "",
                            "omit the trigger, or ask the platform team to let this identity use it")
                    .asException();
        }
    }

    /** A new request that is carried out, without a reason. */
    public static RequestContext of(Caller caller, Trigger trigger) {
        return new RequestContext(caller, trigger, null, RequestId.random(), false);
    }

    /**
     * A request of automation, which acts for the platform.
     *
     * @param trigger one that {@linkplain Trigger#isAutomation is automation}
     */
    public static RequestContext ofAutomation(Trigger trigger, boolean dryRun) {
        if (!trigger.isAutomation()) {
            throw new IllegalArgumentException("no automation: " + trigger);
        }
        var caller = Caller.platform(new Actor(trigger.observedBy()));
        return new RequestContext(caller, trigger, null, RequestId.random(), dryRun);
    }

    /**
     * The same context, for a request that only a person may make.
     *
     * @throws IllegalArgumentException if the trigger is automation
     */
    public RequestContext ofPerson() {
        if (trigger.isAutomation()) {
            throw new IllegalArgumentException("only a person may do this, not automation: " + trigger.observedBy());
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

    /** The same request as a dry run. */
    public RequestContext asDryRun() {
        return new RequestContext(caller, trigger, reason, requestId, true);
    }
}
