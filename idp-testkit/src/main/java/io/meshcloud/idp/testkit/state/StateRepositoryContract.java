// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract classes share: a fresh repository for each test, and short forms of common steps. */
public abstract class StateRepositoryContract {
    private StateRepositoryFixture fixture;

    /** A fixture of its own for each test. */
    protected abstract StateRepositoryFixture newFixture() throws Exception;

    @BeforeEach
    final void openFixture() throws Exception {
        fixture = newFixture();
    }

    @AfterEach
    final void closeFixture() {
        // There is none if the test was skipped because a program is missing.
        if (fixture != null) {
            fixture.close();
        }
    }

    final StateRepository repository() {
        return fixture.repository();
    }

    final StateRepository anotherInstance() {
        return fixture.anotherInstance();
    }

    final StateRepositoryFixture somebodyElse() {
        return fixture;
    }

    static StatePath path(String value) {
        return StatePath.of(value);
    }

    static Change put(String path, String text) {
        return change("write " + path, edit(path, text));
    }

    static FileEdit edit(String path, String text) {
        return new FileEdit.Put(path(path), Bytes.utf8(text));
    }

    static Change delete(String path) {
        return change("delete " + path, new FileEdit.Delete(path(path)));
    }

    static Change change(String subject, FileEdit... edits) {
        return new Change(List.of(edits), new CommitMessage(subject, List.of()));
    }

    static StateFile file(String text) {
        return new StateFile.Regular(Bytes.utf8(text));
    }

    /** Commits on the newest state, which must succeed. */
    final CommitResult.Committed commit(Change... changes) {
        return commitOn(repository().snapshot(), changes);
    }

    final CommitResult.Committed commitOn(Snapshot base, Change... changes) {
        var result = repository().commit(base, List.of(changes));
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        return (CommitResult.Committed) result;
    }

    final List<FileRevision> history(String path) {
        var revisions = new ArrayList<FileRevision>();
        repository().history(repository().snapshot(), path(path), revisions::add);
        return revisions;
    }
}
