// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A repository that no longer has the older of two states that are compared. */
record ForgetfulRepository(StateRepository all) implements StateRepository {
    @Override
    public Snapshot snapshot() {
        return all.snapshot();
    }

    @Override
    public CommitResult commit(Snapshot base, List<Change> changes) {
        return all.commit(base, changes);
    }

    @Override
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        all.history(from, path, visitor);
    }

    @Override
    public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
        all.historyAfter(from, after, path, visitor);
    }

    @Override
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        all.commits(from, since, visitor);
    }

    @Override
    public boolean isOwn(Snapshot from, CommitId commit) {
        return all.isOwn(from, commit);
    }

    @Override
    public Optional<Snapshot> at(Snapshot from, String commit) {
        return all.at(from, commit);
    }

    @Override
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        return Optional.empty();
    }
}
