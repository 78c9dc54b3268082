// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import java.util.Objects;
import java.util.Set;

/**
 * Permission for some actions in some environments.
 *
 * @param addresses the environments
 * @param rights what is permitted there; {@link Right#VIEW} is permitted by every grant, also by an empty set
 */
public record Grant(AddressPattern addresses, Set<Right> rights) {
    public Grant {
        Objects.requireNonNull(addresses, "addresses");
        rights = Set.copyOf(rights);
    }

    boolean covers(EnvironmentAddress address, Right right) {
        return permits(right) && addresses.matches(address);
    }

    /** Whether it permits this in every environment of a state repository. */
    boolean coversAll(Right right, int segments) {
        return permits(right) && addresses.matchesAll(segments);
    }

    private boolean permits(Right right) {
        return right == Right.VIEW || rights.contains(right);
    }
}
