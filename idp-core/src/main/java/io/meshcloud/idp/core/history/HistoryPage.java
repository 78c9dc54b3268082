// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of an environment's history, newest first.
 *
 * @param entries in Git's order
 * @param next the commit of the last entry if there are more; pass it as {@code after} to request the next page
 */
public record HistoryPage(
        List<HistoryEntry> entries, @Nullable CommitId next) {
    public HistoryPage {
        entries = List.copyOf(entries);
    }

    public Optional<CommitId> optionalNext() {
        return Optional.ofNullable(next);
    }
}
