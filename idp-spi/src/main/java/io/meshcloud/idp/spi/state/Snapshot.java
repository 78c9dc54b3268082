package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The state repository as of one commit of its branch: a value, whatever happens to the branch afterwards. Safe for use
 * by many threads.
 *
 * <p>Every method may throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the store behind it breaks.
 */
public interface Snapshot {
    /** The largest file that is read, in bytes: the contract's cap on a file. Larger ones are not opened. */
    int MAX_FILE_SIZE = 256 * 1024;

    /** The commit; empty if the branch has none yet. */
    Optional<CommitId> commit();

    /**
     * What lies at this path. Symbolic links are never followed, not in the folders above it either: below one,
     * everything is {@link StateFile.NotRegular}.
     */
    StateFile read(StatePath path);

    /** The paths of all entries with this file name anywhere in the tree, in byte order. */
    List<StatePath> find(String fileName);

    /**
     * Visits all entries with this file name anywhere in the tree, in byte order of their paths, on the calling thread. It
     * says what {@link #find} and {@link #read} say, and for thousands of files says it much sooner.
     */
    default void forEach(String fileName, BiConsumer<StatePath, StateFile> visitor) {
        find(fileName).forEach(path -> visitor.accept(path, read(path)));
    }

    /** Whether the tree holds nothing at all. */
    boolean isEmpty();
}
