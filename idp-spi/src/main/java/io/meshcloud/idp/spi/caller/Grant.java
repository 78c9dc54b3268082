// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import java.util.Objects;
import java.util.Set;

/**
 * Permission for some actions on some environments.
 *
 * @param addresses the environments
 * @param actions the permitted actions; hold includes resume. Never an action that only the platform may do
 */
public record Grant(AddressPattern addresses, Set<Action> actions) {
    /** What a caller other than the platform may be granted. */
    private static final Set<Action> GRANTABLE =
            Set.of(Action.RELEASE, Action.OVERRIDE, Action.ROLL_BACK, Action.HOLD, Action.RESUME, Action.CONFIGURE);

    public Grant {
        Objects.requireNonNull(addresses, "addresses");
        actions = Set.copyOf(actions);
        if (!actions.stream().allMatch(Grant::isGrantable)) {
            throw new IllegalArgumentException("only the platform creates, applies, retires and sets up: " + actions);
        }
    }

    boolean covers(EnvironmentAddress address, Action action) {
        var needed = action == Action.RESUME ? Action.HOLD : action;
        return (actions.contains(action) || actions.contains(needed)) && addresses.matches(address);
    }

    /** Whether an action may be granted to a caller other than the platform. */
    static boolean isGrantable(Action action) {
        return GRANTABLE.contains(action);
    }
}
