package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some entries of a history, newest first; {@code next} is what to ask for to get more. */
public record HistoryResult(
        String address,
        List<HistoryEntryView> entries,
        @Nullable String next) {
    public HistoryResult {
        entries = List.copyOf(entries);
    }
}
