// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The maker of a request, what it may do, and what it may claim. A front end makes one from an identity that it has
 * verified, never from the text of a request. The services check it themselves, on reads, too. Nothing is allowed that
 * is not granted.
 *
 * @param actor the person or program that makes the request
 * @param onBehalfOf the person for whom a program makes it; absent if the actor makes it for itself
 * @param platform whether the caller is the platform itself, which may do and claim everything
 * @param grants everything that another caller may do
 * @param mayActForOthers whether another caller may name the person for whom it makes a request
 * @param triggers the triggers that another caller may use
 */
public record Caller(
        Actor actor,
        @Nullable Actor onBehalfOf,
        boolean platform,
        List<Grant> grants,
        boolean mayActForOthers,
        Set<Trigger> triggers) {

    /**
     * @throws IdpException {@link ProblemCode#FORBIDDEN} if the caller names a person and may not act for others
     */
    public Caller {
        Objects.requireNonNull(actor, "actor");
        grants = List.copyOf(grants);
        triggers = Set.copyOf(triggers);
        if (onBehalfOf != null && !platform && !mayActForOthers) {
            throw Problem.of(
                            ProblemCode.FORBIDDEN,
                            Quoted.of(actor.value()) + " may not make requests on behalf of others",
                            "",
                            "omit the person, or ask the platform team to let this identity act for others")
                    .asException();
        }
    }

    /** The platform itself: the caller that has the credentials of the state repository. */
    public static Caller platform(Actor actor) {
        return new Caller(actor, null, true, List.of(), true, Set.of());
    }

    /** A caller with these grants and no other, which acts for itself and uses the trigger of the HTTP interface. */
    public static Caller granted(Actor actor, List<Grant> grants) {
        return new Caller(actor, null, false, grants, false, Set.of(Trigger.HTTP));
    }

    /** The same caller, which may use these triggers and no other. */
    public Caller using(Set<Trigger> claimable) {
        return new Caller(actor, onBehalfOf, platform, grants, mayActForOthers, claimable);
    }

    /** The same caller, which may name the person for whom it makes a request. */
    public Caller actingForOthers() {
        return new Caller(actor, onBehalfOf, platform, grants, true, triggers);
    }

    /**
     * The same caller, on behalf of a person.
     *
     * @throws IdpException {@link ProblemCode#FORBIDDEN} if the caller may not act for others
     */
    public Caller onBehalfOf(Actor person) {
        return new Caller(actor, person, platform, grants, mayActForOthers, triggers);
    }

    public boolean may(Action action, EnvironmentAddress address) {
        return platform
                || Right.neededFor(action)
                        .filter(right -> grants.stream().anyMatch(grant -> grant.covers(address, right)))
                        .isPresent();
    }

    /** Whether the caller may read the environment, which every grant on it permits. */
    public boolean maySee(EnvironmentAddress address) {
        return platform || grants.stream().anyMatch(grant -> grant.covers(address, Right.VIEW));
    }

    /** Names an environment in a message to the caller: by its address, or as another one if the caller may not see it. */
    public String name(EnvironmentAddress address) {
        return maySee(address) ? address.toString() : "another environment";
    }

    /** Whether the caller may use a trigger. */
    public boolean mayUse(Trigger trigger) {
        return platform || triggers.contains(trigger);
    }

    /** The refusal of the action; empty if the caller may do it. */
    public Optional<Problem> refusal(Action action, EnvironmentAddress address) {
        return may(action, address) ? Optional.empty() : Optional.of(forbidden(action, address.toString(), "here"));
    }

    /**
     * The refusal to use the image that runs in the environment; empty if the caller has any grant on the environment.
     */
    public Optional<Problem> refusalToUse(EnvironmentAddress address) {
        return maySee(address)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.FORBIDDEN,
                        Quoted.of(actor.value()) + " has no grant on this environment and may not use its image",
                        address.toString(),
                        "ask the platform team for a grant on that environment"));
    }

    /** Why the caller may not do something that concerns every environment of a layout; empty if they may. */
    public Optional<Problem> refusalEverywhere(Action action, Layout layout) {
        int segments = layout.placeholders().size();
        boolean granted = Right.neededFor(action)
                .filter(right -> grants.stream().anyMatch(grant -> grant.coversAll(right, segments)))
                .isPresent();
        return platform || granted ? Optional.empty() : Optional.of(forbidden(action, "", "in this state repository"));
    }

    /**
     * The refusal of an action that concerns no environment and that only the platform may do; empty for the platform.
     */
    public Optional<Problem> platformRefusal(Action action) {
        return platform ? Optional.empty() : Optional.of(forbidden(action, "", "in this state repository"));
    }

    private Problem forbidden(Action action, String address, String place) {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                Quoted.of(actor.value()) + " is not granted to " + action.word() + " " + place,
                address,
                Right.neededFor(action)
                        .map(right -> "ask the platform team for a grant of " + Quoted.of(right.word())
                                + (address.isEmpty() ? " on every environment" : " on this environment"))
                        .orElse("ask the platform team to do it; only the platform may"));
    }
}
