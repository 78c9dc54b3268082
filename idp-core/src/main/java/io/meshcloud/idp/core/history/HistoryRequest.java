// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of an environment's history.
 *
 * @param address the environment, which may be retired
 * @param limit the most entries to return, at least 1
 * @param after start after this commit's entry, see {@link HistoryPage#next}; absent starts at the newest
 */
public record HistoryRequest(
        EnvironmentAddress address, int limit, @Nullable String after) {
    public HistoryRequest {
        Objects.requireNonNull(address, "address");
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one entry: " + limit);
        }
    }
}
