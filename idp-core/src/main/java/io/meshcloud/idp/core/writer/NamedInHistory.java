// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.core.history.OwnHistory.Candidate;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches history: the newest commits of the branch, in which an id that was used anywhere is found, then the newest
 * commits that changed one place.
 */
final class NamedInHistory implements NamedCommits {
    /** How many commits each search reads; a caller repeats a request soon, so a few are enough. */
    static final int MAX_COMMITS = 200;

    private final WriterLoop writer;

    NamedInHistory(WriterLoop writer) {
        this.writer = writer;
    }

    @Override
    public List<Candidate<CommitMessage>> find(
            Snapshot from, @Nullable CommitId since, StatePath place, RequestId id, int enough) {
        var branch = new Search(id, enough, since == null ? MAX_COMMITS : Integer.MAX_VALUE);
        writer.commits(from, since, commit -> branch.visit(commit.id(), commit.message()));
        if (!branch.isCutShort()) {
            return branch.found;
        }
        var there = new Search(id, enough, MAX_COMMITS);
        there.found.addAll(branch.found);
        writer.history(from, place, revision -> there.visit(revision.commit(), revision.message()));
        return there.found;
    }

    /** Whether a message names the request. */
    static boolean names(CommitMessage message, RequestId id) {
        return message.trailer(TrailerKey.REQUEST_ID).filter(id.value()::equals).isPresent();
    }

    private static final class Search {
        private final RequestId id;
        private final int enough;
        private final int limit;
        private final List<Candidate<CommitMessage>> found = new ArrayList<>();
        private int visited;

        Search(RequestId id, int enough, int limit) {
            this.id = id;
            this.enough = enough;
            this.limit = limit;
        }

        /** Whether to go on. Most messages do not contain the id at all and need not be parsed. */
        boolean visit(CommitId commit, String text) {
            visited++;
            if (text.contains(id.value())) {
                var message = CommitMessage.parse(text);
                if (names(message, id)
                        && found.stream().noneMatch(known -> known.commit().equals(commit))) {
                    found.add(new Candidate<>(commit, message));
                }
            }
            return found.size() < enough && visited < limit;
        }

        /** Whether there may be more commits to find. */
        boolean isCutShort() {
            return found.size() < enough && visited == limit;
        }
    }
}
