// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.FileEdit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest edit of each path: an immutable value that shares its edits with the values derived from it. So a batch of
 * a thousand edits costs a thousand entries, not half a million. Thread-safe.
 */
final class PendingEdits {
    private final Log log;
    private final int length;

    private PendingEdits(Log log, int length) {
        this.log = log;
        this.length = length;
    }

    static PendingEdits none() {
        return new PendingEdits(new Log(), 0);
    }

    /** These edits followed by more. */
    PendingEdits with(Collection<FileEdit> more) {
        return log.append(length, more).orElseGet(() -> {
            // Other edits were already appended to this value, so this branch needs a copy.
            var copy = new Log();
            int copied = copy.add(all());
            return new PendingEdits(copy, copied).with(more);
        });
    }

    Optional<FileEdit> find(StatePath path) {
        return Optional.ofNullable(newest(log.byPath.get(path)));
    }

    /** The newest edit of each path, in no particular order. */
    List<FileEdit> all() {
        return log.byPath.values().stream()
                .map(this::newest)
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable FileEdit newest(@Nullable Entry entry) {
        for (var at = entry; at != null; at = at.before) {
            if (at.position < length) {
                return at.edit;
            }
        }
        return null;
    }

    /** An edit, and the earlier edit of the same path that it replaces. */
    private record Entry(
            int position, FileEdit edit, @Nullable Entry before) {}

    /** The edits that several values share; each value knows how many of them are its own. It only grows. */
    private static final class Log {
        private final Map<StatePath, Entry> byPath = new ConcurrentHashMap<>();
        private int size;

        synchronized Optional<PendingEdits> append(int length, Collection<FileEdit> more) {
            return length == size ? Optional.of(new PendingEdits(this, add(more))) : Optional.empty();
        }

        private synchronized int add(Collection<FileEdit> more) {
            for (var edit : more) {
                int position = size++;
                byPath.compute(edit.path(), (path, before) -> new Entry(position, edit, before));
            }
            return size;
        }
    }
}
