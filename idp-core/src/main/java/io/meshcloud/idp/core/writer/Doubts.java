package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The rounds that were pushed and nobody knows what came of them: unknown is not failure. Before anything is decided
 * again, the branch is searched for their commits, which name the request that each is for. Not for several threads.
 */
final class Doubts {
    private final StateRepository repository;
    private final List<Round> pushed = new ArrayList<>();

    Doubts(StateRepository repository) {
        this.repository = repository;
    }

    void add(Round round) {
        pushed.add(round);
    }

    boolean isEmpty() {
        return pushed.isEmpty();
    }

    /**
     * A round of these that is on the branch: one at the most is, as all of them compared and swapped.
     *
     * @param commits one for each of its changes
     */
    record Landed(Round round, List<CommitId> commits) {}

    Optional<Landed> landed(Snapshot now) {
        return pushed.stream().flatMap(round -> landed(round, now).stream()).findFirst();
    }

    private Optional<Landed> landed(Round round, Snapshot now) {
        if (!round.changes().stream()
                .allMatch(change ->
                        change.message().trailer(TrailerKey.REQUEST_ID).isPresent())) {
            return Optional.empty();
        }
        Map<String, CommitId> found = new HashMap<>();
        repository.commits(now, round.base().commit().orElse(null), commit -> {
            found.put(commit.message(), commit.id());
            return true;
        });
        var commits = round.changes().stream()
                .map(change -> found.get(change.message().toString()))
                .filter(Objects::nonNull)
                .toList();
        return commits.size() == round.changes().size() ? Optional.of(new Landed(round, commits)) : Optional.empty();
    }
}
