// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of history entries, newest first.
 *
 * @param next the commit to pass for the next page; absent if this is the last one
 * @param at the time of the answer
 */
public record HistoryResult(
        String address,
        List<HistoryEntryView> entries,
        @Nullable String next,
        String at) {
    public HistoryResult {
        entries = List.copyOf(entries);
    }
}
