// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A commit of the fake for an audit; unlike other records, this one can be used at any time. */
record InMemoryCommitRecord(InMemoryCommit commit, CommitSignature signature) implements CommitRecord {

    private record Changed(String path, StateFile before, StateFile after) implements ChangedFile {}

    @Override
    public CommitId id() {
        return commit.id();
    }

    @Override
    public List<CommitId> parents() {
        return Optional.ofNullable(commit.parent()).map(InMemoryCommit::id).stream()
                .toList();
    }

    @Override
    public CommitIdentity author() {
        return commit.author();
    }

    @Override
    public CommitIdentity committer() {
        return commit.committer();
    }

    @Override
    public Instant committedAt() {
        return commit.at();
    }

    @Override
    public String message() {
        return commit.message();
    }

    @Override
    public List<ChangedFile> changes() {
        var parent = commit.parent();
        var paths = new TreeSet<>(commit.files().keySet());
        paths.addAll(InMemoryCommit.copyOfFiles(parent).keySet());
        return paths.stream()
                .filter(path -> parent == null
                        || !InMemoryCommit.contentAt(parent, path).equals(InMemoryCommit.contentAt(commit, path)))
                .<ChangedFile>map(path ->
                        new Changed(path.value(), InMemoryCommit.read(parent, path), InMemoryCommit.read(commit, path)))
                .toList();
    }

    @Override
    public StateFile read(StatePath path) {
        return InMemoryCommit.read(commit, path);
    }
}
