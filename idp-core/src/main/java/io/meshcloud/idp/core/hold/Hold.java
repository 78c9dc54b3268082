// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.hold;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hold of automation that is in force.
 *
 * @param since the time of its commit
 * @param actor who holds, as the commit names it; absent if it names nobody
 * @param reason the reason in the commit; absent if there is none
 */
public record Hold(
        Instant since, @Nullable String actor, @Nullable String reason) {
    public Hold {
        Objects.requireNonNull(since, "since");
    }
}
