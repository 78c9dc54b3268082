// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The batches that were pushed with unknown outcome. Before anything is decided again, the branch is searched for their
 * commits, which carry the request id. Not thread-safe.
 */
final class UnconfirmedPushes {
    private final StateRepository repository;
    private final List<Batch> pushed = new ArrayList<>();

    UnconfirmedPushes(StateRepository repository) {
        this.repository = repository;
    }

    void add(Batch batch) {
        pushed.add(batch);
    }

    boolean isEmpty() {
        return pushed.isEmpty();
    }

    /**
     * A batch that reached the branch. At most one did, because each push compared and swapped the same branch.
     *
     * @param commits one for each change of the batch
     * @param at when the last of them was made
     */
    record Landed(Batch batch, List<CommitId> commits, Instant at) {}

    Optional<Landed> landed(Snapshot now) {
        return pushed.stream().flatMap(batch -> landed(batch, now).stream()).findFirst();
    }

    private Optional<Landed> landed(Batch batch, Snapshot now) {
        if (!batch.changes().stream()
                .allMatch(change ->
                        change.message().trailer(TrailerKey.REQUEST_ID).isPresent())) {
            return Optional.empty();
        }
        Map<String, Found> found = new HashMap<>();
        repository.commits(now, batch.base().commit().orElse(null), commit -> {
            found.put(commit.message(), new Found(commit.id(), commit.committedAt()));
            return true;
        });
        var commits = batch.changes().stream()
                .map(change -> found.get(change.message().toString()))
                .filter(Objects::nonNull)
                .toList();
        return commits.size() == batch.changes().size()
                ? Optional.of(new Landed(
                        batch,
                        commits.stream().map(Found::id).toList(),
                        commits.get(commits.size() - 1).at()))
                : Optional.empty();
    }

    /** A commit on the branch. */
    private record Found(CommitId id, Instant at) {}
}
