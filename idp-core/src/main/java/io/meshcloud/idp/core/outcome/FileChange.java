// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a request on one file.
 *
 * @param path the file
 * @param before its bytes before; absent if the file did not exist
 * @param after its bytes after; absent if the file is deleted
 */
public record FileChange(
        StatePath path, @Nullable Bytes before, @Nullable Bytes after) {
    public FileChange {
        Objects.requireNonNull(path, "path");
    }

    /**
     * What the changes do to each file, in the order of the commits; if several commits edit a file, the last edit
     * counts.
     */
    public static List<FileChange> of(Snapshot before, List<Change> changes) {
        var after = new LinkedHashMap<StatePath, FileEdit>();
        changes.stream().flatMap(change -> change.edits().stream()).forEach(edit -> after.put(edit.path(), edit));
        return after.values().stream()
                .map(edit -> new FileChange(
                        edit.path(),
                        before.read(edit.path()).regularBytes().orElse(null),
                        edit instanceof FileEdit.Put put ? put.bytes() : null))
                .toList();
    }

    public Optional<Bytes> optionalBefore() {
        return Optional.ofNullable(before);
    }

    public Optional<Bytes> optionalAfter() {
        return Optional.ofNullable(after);
    }
}
