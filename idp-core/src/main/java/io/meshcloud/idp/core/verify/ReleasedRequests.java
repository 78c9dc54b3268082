// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The requests released so far, to find one that was released twice. Only this grows with the number of commits, by
 * about 200 bytes each.
 */
final class ReleasedRequests {
    private final Map<Key, CommitId> seen = new HashMap<>();

    /** Keeps only the hash of the address, because the request id identifies the request. */
    private record Key(UUID request, int address) {}

    /** Adds a request, and returns the newer commit that released the same request for the same environment. */
    Optional<CommitId> put(RequestId request, EnvironmentAddress address, CommitId commit) {
        var key = new Key(UUID.fromString(request.value()), address.hashCode());
        return Optional.ofNullable(seen.put(key, commit));
    }
}
