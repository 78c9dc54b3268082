// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A pending snapshot is a value: changes on top of it, in one line or in several, do not change it.
 */
class PendingSnapshotProperties {
    private static final List<StatePath> PATHS =
            List.of(StatePath.of("a/file"), StatePath.of("b/file"), StatePath.of("c/other"), StatePath.of("file"));

    private final InMemoryStateRepository repository =
            new InMemoryStateRepository(Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC));

    /**
     * One more snapshot.
     *
     * @param on the index of an earlier snapshot on which the step is based, modulo their number
     */
    record Step(int on, FileEdit edit) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<FileEdit> edits = Combinators.combine(
                        Arbitraries.of(PATHS), Arbitraries.integers().between(-3, 9))
                .as((path, text) -> text < 0
                        ? new FileEdit.Delete(path)
                        : new FileEdit.Put(path, Bytes.utf8(String.valueOf(text))));
        return Combinators.combine(Arbitraries.integers().between(0, 40), edits)
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void each_snapshot_shows_its_edits_and_those_below_it(@ForAll("steps") List<Step> steps) {
        var snapshots = new ArrayList<>(List.of(PendingSnapshot.of(repository.snapshot())));
        var models = new ArrayList<Map<StatePath, Optional<Bytes>>>(List.of(Map.of()));
        for (var step : steps) {
            int on = step.on() % snapshots.size();
            var change = new Change(List.of(step.edit()), new CommitMessage("change", List.of()));
            snapshots.add(snapshots.get(on).with(List.of(change)));
            var model = new HashMap<>(models.get(on));
            model.put(
                    step.edit().path(),
                    step.edit() instanceof FileEdit.Put put ? Optional.of(put.bytes()) : Optional.empty());
            models.add(model);
        }

        for (int i = 0; i < snapshots.size(); i++) {
            assertShows(snapshots.get(i), models.get(i));
        }
    }

    private static void assertShows(PendingSnapshot snapshot, Map<StatePath, Optional<Bytes>> model) {
        for (var path : PATHS) {
            var expected = model.getOrDefault(path, Optional.empty());
            assertThat(snapshot.read(path).regularBytes()).isEqualTo(expected);
            assertThat(snapshot.read(path) instanceof StateFile.Absent).isEqualTo(expected.isEmpty());
            assertThat(snapshot.isChanged(path)).isEqualTo(model.containsKey(path));
        }
        assertThat(snapshot.find("file"))
                .isEqualTo(PATHS.stream()
                        .filter(path -> path.fileName().equals("file"))
                        .filter(path ->
                                model.getOrDefault(path, Optional.empty()).isPresent())
                        .sorted()
                        .toList());
        assertThat(snapshot.isEmpty()).isEqualTo(model.values().stream().allMatch(Optional::isEmpty));
    }
}
