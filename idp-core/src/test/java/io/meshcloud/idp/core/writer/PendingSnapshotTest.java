// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingSnapshotTest {
    private static final StatePath OLD = StatePath.of("old/app-env.yaml");
    private static final StatePath NEW = StatePath.of("new/app-env.yaml");

    private final InMemoryStateRepository repository =
            new InMemoryStateRepository(Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC));

    private PendingSnapshot with(FileEdit... edits) {
        return PendingSnapshot.of(repository.snapshot())
                .with(List.of(new Change(List.of(edits), new CommitMessage("change", List.of()))));
    }

    private void onBranch(StatePath path) {
        repository.foreignCommit("there", Map.of(path.value(), Bytes.utf8("there")));
    }

    @Test
    void a_file_pending_removal_is_absent() {
        onBranch(OLD);

        var pending = with(new FileEdit.Delete(OLD));

        assertThat(pending.read(OLD)).isInstanceOf(StateFile.Absent.class);
        assertThat(pending.find("app-env.yaml")).isEmpty();
    }

    @Test
    void pending_and_written_files_are_both_found() {
        onBranch(OLD);

        var pending = with(new FileEdit.Put(NEW, Bytes.utf8("new")));

        assertThat(pending.find("app-env.yaml")).containsExactly(NEW, OLD);
        assertThat(pending.find("release.yaml")).isEmpty();
        assertThat(pending.find(StatePath.of("new"), "app-env.yaml"::equals)).containsExactly(NEW);
        assertThat(pending.find(StatePath.of("old"), "app-env.yaml"::equals)).containsExactly(OLD);
        assertThat(pending.find(StatePath.of("ne"), "app-env.yaml"::equals)).isEmpty();
        assertThat(pending.isChanged(NEW)).isTrue();
        assertThat(pending.isChanged(OLD)).isFalse();
    }

    @Test
    void a_pending_file_over_the_limit_is_not_read() {
        var large = Bytes.utf8("x".repeat(Snapshot.MAX_FILE_SIZE + 1));

        assertThat(with(new FileEdit.Put(NEW, large)).read(NEW)).isInstanceOf(StateFile.TooLarge.class);
    }

    @Test
    void it_is_empty_without_pending_writes() {
        assertThat(PendingSnapshot.of(repository.snapshot()).isEmpty()).isTrue();
        assertThat(with(new FileEdit.Put(NEW, Bytes.utf8("new"))).isEmpty()).isFalse();
    }

    @Test
    void a_file_is_read_once_for_all_decisions_on_a_base() {
        onBranch(OLD);
        var base = new CountingSnapshot(repository.snapshot());
        var first = PendingSnapshot.of(base);

        first.read(OLD);
        var second = first.with(List.of(
                new Change(List.of(new FileEdit.Put(NEW, Bytes.utf8("new"))), new CommitMessage("change", List.of()))));
        second.read(OLD);
        second.read(NEW);

        assertThat(base.reads).containsExactly(OLD);
    }

    @Test
    void a_large_file_is_not_kept() {
        repository.foreignCommit("there", Map.of(OLD.value(), Bytes.utf8("x".repeat(100_000))));
        var base = new CountingSnapshot(repository.snapshot());
        var pending = PendingSnapshot.of(base);

        pending.read(OLD);
        pending.read(OLD);

        assertThat(base.reads).containsExactly(OLD, OLD);
    }

    /** Records which files are read. */
    private static final class CountingSnapshot implements Snapshot {
        private final Snapshot snapshot;
        private final List<StatePath> reads = new ArrayList<>();

        CountingSnapshot(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public Optional<CommitId> commit() {
            return snapshot.commit();
        }

        @Override
        public StateFile read(StatePath path) {
            reads.add(path);
            return snapshot.read(path);
        }

        @Override
        public List<StatePath> find(String fileName) {
            return snapshot.find(fileName);
        }

        @Override
        public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) {
            return snapshot.find(folder, fileName);
        }

        @Override
        public boolean isEmpty() {
            return snapshot.isEmpty();
        }
    }
}
