// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for a change, in the form in which it is compared with an earlier request under the same request id. Two
 * requests are the same if they do the same to the same environment with the same effect.
 *
 * @param actions the action of the request, then other actions that its first commit can name
 * @param address the environment; absent for a request about the platform
 * @param context who asks, how and why
 * @param difference how the effects differ although action and address are the same
 */
public record RequestedChange(
        List<Action> actions, @Nullable EnvironmentAddress address, RequestContext context, Difference difference) {
    public RequestedChange {
        actions = List.copyOf(actions);
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(difference, "difference");
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("a request has an action");
        }
    }

    /** Compares an earlier attempt of the same action at the same address with a request. */
    @FunctionalInterface
    public interface Difference {
        /** One clause such as {@code this request has another file}; empty if the effects are the same. */
        Optional<String> of(EarlierAttempt attempt);
    }

    /** A request about an environment. Two requests with the same action and address have the same effect. */
    public static RequestedChange of(Action action, EnvironmentAddress address, RequestContext context) {
        return new RequestedChange(List.of(action), address, context, attempt -> Optional.empty());
    }

    /** A request about the platform. Two requests with the same action have the same effect. */
    public static RequestedChange ofPlatform(Action action, RequestContext context) {
        return new RequestedChange(List.of(action), null, context, attempt -> Optional.empty());
    }

    /** The same request, but its effect is compared in addition to its actions. */
    public RequestedChange differing(Difference how) {
        return new RequestedChange(actions, address, context, how);
    }

    /** The same request, whose first commit can also name this action. */
    public RequestedChange orElse(Action other) {
        return new RequestedChange(List.of(action(), other), address, context, difference);
    }

    public Action action() {
        return actions.get(0);
    }

    public Optional<EnvironmentAddress> optionalAddress() {
        return Optional.ofNullable(address);
    }

    /** The subject of an outcome of this request. */
    String subject() {
        return address == null ? "platform" : address.toString();
    }

    RequestId id() {
        return context.requestId();
    }

    /** Whether the caller may do this. A caller who may not must not learn whether it was done. */
    boolean isGranted(Layout layout) {
        var caller = context.caller();
        var refusal = address == null ? caller.refusalEverywhere(action(), layout) : caller.refusal(action(), address);
        return refusal.isEmpty();
    }
}
