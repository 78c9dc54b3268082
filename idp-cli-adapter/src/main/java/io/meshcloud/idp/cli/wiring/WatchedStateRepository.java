// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A state repository that remembers the newest snapshot, so that the command line can print notes about it without
 * another fetch.
 */
final class WatchedStateRepository implements StateRepository {
    private final StateRepository repository;
    private final AtomicReference<@Nullable Snapshot> seen = new AtomicReference<>();

    WatchedStateRepository(StateRepository repository) {
        this.repository = Objects.requireNonNull(repository, "repository");
    }

    Optional<Snapshot> seen() {
        return Optional.ofNullable(seen.get());
    }

    @Override
    public Snapshot snapshot() {
        var snapshot = repository.snapshot();
        seen.set(snapshot);
        return snapshot;
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        return repository.commit(base, changes);
    }

    @Override
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        repository.history(from, path, visitor);
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        repository.commits(from, since, visitor);
    }

    @Override
    public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
        repository.historyAfter(from, after, path, visitor);
    }

    @Override
    public boolean isOwn(Snapshot from, CommitId commit) {
        return repository.isOwn(from, commit);
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        return repository.at(from, commit);
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        return repository.changed(from, to, fileName);
    }
}
