package io.meshcloud.idp.core.caller;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import java.util.Objects;
import java.util.Set;

/**
 * Leave to do some things to some environments.
 *
 * @param addresses which environments
 * @param actions what may be done; a hold includes the resume. Never what is the platform's alone
 */
public record Grant(AddressPattern addresses, Set<Action> actions) {
    public Grant {
        Objects.requireNonNull(addresses, "addresses");
        actions = Set.copyOf(actions);
        if (!actions.stream().allMatch(Action::isGrantable)) {
            throw new IllegalArgumentException("only the platform creates, applies, retires and sets up: " + actions);
        }
    }

    boolean covers(EnvironmentAddress address, Action action) {
        var needed = action == Action.RESUME ? Action.HOLD : action;
        return (actions.contains(action) || actions.contains(needed)) && addresses.matches(address);
    }
}
