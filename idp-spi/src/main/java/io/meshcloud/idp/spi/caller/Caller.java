// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The maker of a request and what it may do. The services check it themselves.
 *
 * @param actor the person or program that makes the request
 * @param onBehalfOf the person for whom a program makes it; absent if the actor makes it for itself
 * @param platform whether the caller is the platform itself, which may do everything
 * @param grants everything that another caller may do
 */
public record Caller(Actor actor, @Nullable Actor onBehalfOf, boolean platform, List<Grant> grants) {
    public Caller {
        Objects.requireNonNull(actor, "actor");
        grants = List.copyOf(grants);
    }

    /** The platform itself: the caller that has the credentials of the state repository. */
    public static Caller platform(Actor actor) {
        return new Caller(actor, null, true, List.of());
    }

    /** A caller with these grants and no other. */
    public static Caller granted(Actor actor, List<Grant> grants) {
        return new Caller(actor, null, false, grants);
    }

    /** The same caller, on behalf of a person. */
    public Caller onBehalfOf(Actor person) {
        return new Caller(actor, person, platform, grants);
    }

    public boolean may(Action action, EnvironmentAddress address) {
        return platform || grants.stream().anyMatch(grant -> grant.covers(address, action));
    }

    /** The refusal of the action; empty if the caller may do it. */
    public Optional<Problem> refusal(Action action, EnvironmentAddress address) {
        return may(action, address) ? Optional.empty() : Optional.of(forbidden(action, address.toString()));
    }

    /**
     * The refusal to use the image that runs in the environment; empty if the caller has any grant on the environment.
     */
    public Optional<Problem> refusalToUse(EnvironmentAddress address) {
        boolean hasGrant =
                platform || grants.stream().anyMatch(grant -> grant.addresses().matches(address));
        return hasGrant
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.FORBIDDEN,
                        Quoted.of(actor.value()) + " has no grant on this environment and may not use its image",
                        address.toString(),
                        "ask the platform team for a grant on that environment"));
    }

    /**
     * The refusal of an action that concerns no environment and that only the platform may do; empty for the platform.
     */
    public Optional<Problem> platformRefusal(Action action) {
        return platform ? Optional.empty() : Optional.of(forbidden(action, ""));
    }

    private Problem forbidden(Action action, String where) {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                Quoted.of(actor.value()) + " is not granted to " + action.word()
                        + (where.isEmpty() ? " in this state repository" : " here"),
                where,
                Grant.isGrantable(action)
                        ? "ask the platform team for a grant on this environment"
                        : "ask the platform team to do it; only the platform may");
    }
}
