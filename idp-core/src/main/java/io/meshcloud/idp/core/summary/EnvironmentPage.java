// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of environments.
 *
 * @param rows in the order of the query
 * @param total how many environments fit the query
 * @param next pass it as {@link EnvironmentQuery#after} to get the next page; absent on the last page
 * @param commit the commit that the list shows; absent if the branch has none
 * @param asOf when the remote was asked: later commits of others may be missing
 */
public record EnvironmentPage(
        List<EnvironmentSummary> rows,
        int total,
        @Nullable EnvironmentAddress next,
        @Nullable CommitId commit,
        Instant asOf) {
    public EnvironmentPage {
        Objects.requireNonNull(asOf, "asOf");
        rows = List.copyOf(rows);
    }

    public Optional<EnvironmentAddress> optionalNext() {
        return Optional.ofNullable(next);
    }
}
