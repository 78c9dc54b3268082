// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state repository as of one commit of its branch: a value that later commits do not change. Safe for use by many
 * threads.
 *
 * <p>Note: every method may throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the store that it
 * reads from breaks.
 */
public interface Snapshot {
    /** The largest file that is read, in bytes: the contract's limit for a file. Larger files are not opened. */
    int MAX_FILE_SIZE = 256 * 1024;

    /** The commit; empty if the branch has none yet. */
    Optional<CommitId> commit();

    /**
     * What is at this path. Symbolic links are never followed: at and below a link everything is
     * {@link StateFile.NotRegular}. Below a regular file everything is {@link StateFile.Absent}.
     */
    StateFile read(StatePath path);

    /**
     * The paths of all entries with this file name anywhere in the tree, in byte order. Files, links and folders are
     * entries. Entries that no {@link StatePath} can name are omitted.
     */
    default List<StatePath> find(String fileName) {
        return find(null, fileName::equals);
    }

    /**
     * The paths of the entries in one folder, at any depth, whose file names match; else as {@link #find(String)}. One
     * call reads each folder once.
     *
     * @param folder absent for the whole tree; nothing is found in a file, or in or below a link
     * @param fileName several threads may call it at the same time
     */
    List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName);

    /**
     * Calls the visitor for each path that {@link #find(String)} returns, in the same order, with the result of
     * {@link #read}, on the calling thread. What the visitor throws ends the visit and reaches the caller.
     *
     * <p>Note: for thousands of files an implementation may be much faster than {@code find} and {@code read}.
     */
    default void forEach(String fileName, BiConsumer<StatePath, StateFile> visitor) {
        find(fileName).forEach(path -> visitor.accept(path, read(path)));
    }

    /** Whether the tree contains nothing at all. */
    boolean isEmpty();
}
