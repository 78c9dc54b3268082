// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.HistoryEntryView;
import io.meshcloud.idp.contract.wire.HistoryResult;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The history of an environment, as text: newest first, as Git shows it. */
public final class HistoryText {
    private static final int SHORT_COMMIT = 10;
    private static final int SHORT_DIGEST = 12;
    private static final String DIGEST_MARK = "@sha256:";

    private HistoryText() {}

    public static String of(HistoryResult history) {
        var table = new Table("COMMIT", "AT", "ACTION", "IMAGE", "ACTOR", "REASON");
        for (var entry : history.entries()) {
            table.row(
                    entry.commit()
                            .substring(0, Math.min(SHORT_COMMIT, entry.commit().length())),
                    entry.at(),
                    entry.action(),
                    image(entry),
                    actor(entry),
                    why(entry));
        }
        return table + (history.next() == null ? "" : "older entries: add --after " + history.next() + "\n");
    }

    private static String actor(HistoryEntryView entry) {
        return entry.onBehalfOf() == null ? entry.actor() : entry.actor() + " for " + entry.onBehalfOf();
    }

    /** The reason, and for a promotion the source environment. */
    private static String why(HistoryEntryView entry) {
        var promoted = entry.promotedFrom() == null ? null : "promoted from " + entry.promotedFrom();
        return Stream.of(
                        entry.reason(),
                        promoted,
                        entry.override() == null
                                ? null
                                : "override of " + entry.overriddenRules() + ": " + entry.override())
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** A tag that only history knows is in brackets. */
    private static String image(HistoryEntryView entry) {
        return image(entry.image()) + (entry.releasedTag() == null ? "" : " (" + entry.releasedTag() + ")");
    }

    /** The tag and the digest's first digits: the repository is the environment's, the same in every line. */
    private static String image(@Nullable String reference) {
        if (reference == null) {
            return "-";
        }
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        int digest = name.indexOf(DIGEST_MARK);
        int end = digest + DIGEST_MARK.length() + SHORT_DIGEST;
        return digest < 0 || end > name.length() ? name : name.substring(0, end);
    }
}
