package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree of one commit, or of none. */
record InMemorySnapshot(@Nullable InMemoryCommit tip) implements Snapshot {
    @Override
    public Optional<CommitId> commit() {
        return Optional.ofNullable(tip).map(InMemoryCommit::id);
    }

    @Override
    public StateFile read(StatePath path) {
        var found = tip == null ? new StateFile.Absent() : tip.read(path);
        boolean tooLarge =
                found instanceof StateFile.Regular file && file.bytes().size() > MAX_FILE_SIZE;
        return tooLarge
                ? new StateFile.TooLarge(((StateFile.Regular) found).bytes().size())
                : found;
    }

    @Override
    public List<StatePath> find(String fileName) {
        return tip == null
                ? List.of()
                : tip.files().keySet().stream()
                        .filter(path -> path.fileName().equals(fileName))
                        .toList();
    }

    @Override
    public boolean isEmpty() {
        return tip == null || tip.files().isEmpty();
    }
}
