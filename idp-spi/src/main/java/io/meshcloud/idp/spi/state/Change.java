// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One commit to be made: the files that it edits and its message. The order of the edits does not matter, because no
 * edit's path is equal to or below the path of another one.
 *
 * @param edits may be empty: such a commit has a message only
 * @param message see {@link CommitMessage}
 */
public record Change(List<FileEdit> edits, CommitMessage message) {
    /**
     * @throws IllegalArgumentException if two edits have the same path, or one path is below another
     */
    public Change {
        edits = List.copyOf(edits);
        Objects.requireNonNull(message, "message");
        var paths = new HashSet<StatePath>();
        for (var edit : edits) {
            if (!paths.add(edit.path())) {
                throw new IllegalArgumentException("a change edits each path once, not twice: " + edit.path());
            }
        }
        for (var path : paths) {
            requireNoEditAbove(path, paths);
        }
    }

    private static void requireNoEditAbove(StatePath path, Set<StatePath> paths) {
        for (int slash = path.value().lastIndexOf('/');
                slash > 0;
                slash = path.value().lastIndexOf('/', slash - 1)) {
            var folder = StatePath.of(path.value().substring(0, slash));
            if (paths.contains(folder)) {
                throw new IllegalArgumentException(
                        "a change edits a path or paths below it, not both: " + folder + " and " + path);
            }
        }
    }
}
