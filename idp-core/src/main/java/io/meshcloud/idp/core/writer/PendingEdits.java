// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
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

    /** These edits followed by those of more changes. */
    PendingEdits with(List<Change> more) {
        return log.append(length, more).orElseGet(() -> {
            // Other edits were already appended to this value, so this branch needs a copy.
            var copy = new Log();
            int copied = copy.copy(log, length, all());
            return new PendingEdits(copy, copied).with(more);
        });
    }

    /** Whether an edit belongs to the request with this id. */
    boolean isOf(RequestId id) {
        var first = log.byRequest.get(id.value());
        return first != null && first < length;
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

        /** The position of the first edit of each request. */
        private final Map<String, Integer> byRequest = new ConcurrentHashMap<>();

        private int size;

        synchronized Optional<PendingEdits> append(int length, List<Change> more) {
            if (length != size) {
                return Optional.empty();
            }
            for (var change : more) {
                change.message()
                        .trailer(TrailerKey.REQUEST_ID)
                        .ifPresent(request -> byRequest.putIfAbsent(request, size));
                add(change.edits());
            }
            return Optional.of(new PendingEdits(this, size));
        }

        /** Fills an empty log with the newest edits of another one, which all get new positions. */
        synchronized int copy(Log other, int length, List<FileEdit> newest) {
            other.byRequest.forEach((request, first) -> {
                if (first < length) {
                    byRequest.put(request, 0);
                }
            });
            add(newest);
            return size;
        }

        private synchronized void add(List<FileEdit> more) {
            for (var edit : more) {
                int position = size++;
                byPath.compute(edit.path(), (path, before) -> new Entry(position, edit, before));
            }
        }
    }
}
