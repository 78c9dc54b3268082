// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnHistoryTest {
    private static final StatePath PATH = StatePath.of("a/file");

    private final InMemoryStateRepository state =
            new InMemoryStateRepository(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final List<CommitId> asked = new ArrayList<>();

    private CommitId commit(int number) {
        return state.foreignCommit("by hand", Map.of(PATH.value(), Bytes.utf8("version " + number)));
    }

    private Optional<OwnHistory.Match<CommitId>> newestOwn(CommitId own) {
        return new OwnHistory(state::history, (from, commit) -> {
                    asked.add(commit);
                    return commit.equals(own);
                })
                .newest(state.snapshot(), PATH, Integer.MAX_VALUE, revision -> Optional.of(revision.commit()));
    }

    @Test
    void the_newest_commit_of_the_platform_is_found_below_commits_of_others() {
        var own = commit(0);
        for (int i = 1; i < OwnHistory.MAX_CANDIDATES; i++) {
            commit(i);
        }

        assertThat(newestOwn(own)).contains(new OwnHistory.Match<>(own, true));
    }

    @Test
    void a_search_ends_after_many_commits_of_others() {
        var own = commit(0);
        var newest = own;
        for (int i = 1; i <= 2 * OwnHistory.MAX_CANDIDATES; i++) {
            newest = commit(i);
        }

        assertThat(newestOwn(own)).contains(new OwnHistory.Match<>(newest, false));
        assertThat(asked).hasSize(OwnHistory.MAX_CANDIDATES);
    }
}
