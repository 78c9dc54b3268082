// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A snapshot plus the pending changes of the intents before this one in the batch. */
public final class PendingSnapshot implements Snapshot {
    private static final StateFile ABSENT = new StateFile.Absent();

    /** In bytes. Files of the contract are smaller; larger ones of a thousand environments would fill the heap. */
    private static final int MAX_KEPT_FILE = 16 * 1024;

    private final Snapshot base;

    /** Files of the base that were read, for all snapshots on this base: each decision reads the same files again. */
    private final Map<StatePath, StateFile> kept;

    private final PendingEdits edits;
    private final boolean pushedBefore;

    private PendingSnapshot(Snapshot base, Map<StatePath, StateFile> kept, PendingEdits edits, boolean pushedBefore) {
        this.base = Objects.requireNonNull(base, "base");
        this.kept = kept;
        this.edits = edits;
        this.pushedBefore = pushedBefore;
    }

    /** The base without pending changes. */
    public static PendingSnapshot of(Snapshot base) {
        return new PendingSnapshot(base, new ConcurrentHashMap<>(), PendingEdits.none(), false);
    }

    /** This snapshot plus more changes. */
    public PendingSnapshot with(List<Change> changes) {
        return new PendingSnapshot(base, kept, edits.with(changes), pushedBefore);
    }

    /** The same snapshot for an intent whose changes were part of an earlier push, whatever the answer to it was. */
    PendingSnapshot pushedBefore() {
        return new PendingSnapshot(base, kept, edits, true);
    }

    /**
     * Whether the intent that decides on this snapshot was decided before and its changes were pushed. Its commit can
     * be on the branch only then.
     */
    public boolean isPushedBefore() {
        return pushedBefore;
    }

    /** The snapshot without the pending changes, from which history can be read. */
    public Snapshot base() {
        return base;
    }

    /** Whether a pending change touches this path. */
    public boolean isChanged(StatePath path) {
        return edits.find(path).isPresent();
    }

    /** Whether a pending change belongs to the request with this id. */
    boolean isQueued(RequestId id) {
        return edits.isOf(id);
    }

    /** The paths with this file name that pending changes touch, in no particular order. */
    public List<StatePath> changed(String fileName) {
        return edits.all().stream()
                .map(FileEdit::path)
                .filter(path -> path.fileName().equals(fileName))
                .toList();
    }

    /** The commit of the base; the pending changes have none yet. */
    @Override
    public Optional<CommitId> commit() {
        return base.commit();
    }

    @Override
    public StateFile read(StatePath path) {
        return edits.find(path).map(PendingSnapshot::file).orElseGet(() -> readBase(path));
    }

    private StateFile readBase(StatePath path) {
        var known = kept.get(path);
        if (known != null) {
            return known;
        }
        var file = base.read(path);
        if (!(file instanceof StateFile.Regular regular) || regular.bytes().size() <= MAX_KEPT_FILE) {
            kept.put(path, file);
        }
        return file;
    }

    private static StateFile file(FileEdit edit) {
        if (edit instanceof FileEdit.Put put) {
            return put.bytes().size() > MAX_FILE_SIZE
                    ? new StateFile.TooLarge(put.bytes().size())
                    : new StateFile.Regular(put.bytes());
        }
        return ABSENT;
    }

    @Override
    public List<StatePath> find(String fileName) {
        return find(base.find(fileName), null, fileName::equals);
    }

    @Override
    public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) {
        return find(base.find(folder, fileName), folder, fileName);
    }

    private List<StatePath> find(List<StatePath> inBase, @Nullable StatePath folder, Predicate<String> fileName) {
        var found = new TreeSet<>(inBase);
        var start = folder == null ? "" : folder + "/";
        for (var edit : edits.all()) {
            var path = edit.path();
            if (edit instanceof FileEdit.Delete) {
                found.remove(path);
            } else if (path.value().startsWith(start) && fileName.test(path.fileName())) {
                found.add(path);
            }
        }
        return List.copyOf(found);
    }

    @Override
    public boolean isEmpty() {
        return base.isEmpty() && edits.all().stream().noneMatch(FileEdit.Put.class::isInstance);
    }
}
