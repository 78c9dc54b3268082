// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of history entries, newest first; {@code next} is the commit to pass for the next page. */
public record HistoryResult(
        String address,
        List<HistoryEntryView> entries,
        @Nullable String next) {
    public HistoryResult {
        entries = List.copyOf(entries);
    }
}
