// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tree of one commit, or the empty tree of a branch without a commit.
 *
 * @param origin the instance that returned the snapshot
 */
record InMemorySnapshot(
        InMemoryStateRepository origin, @Nullable InMemoryCommit tip) implements Snapshot {
    @Override
    public Optional<CommitId> commit() {
        return Optional.ofNullable(tip).map(InMemoryCommit::id);
    }

    @Override
    public StateFile read(StatePath path) {
        return InMemoryCommit.read(tip, path);
    }

    @Override
    public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) {
        return InMemoryCommit.find(tip, folder, fileName);
    }

    @Override
    public boolean isEmpty() {
        return tip == null || tip.files().isEmpty();
    }
}
