// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The folder in the cache for the facts that looks have read from registries. Only its user can read it and write to
 * it. Files that cannot be read or written are ignored. Safe for use by many threads, and by many processes at the same
 * time.
 */
public final class MemoryFolder implements AutoCloseable {
    private final @Nullable Path folder;
    private final Clock clock;
    private final Queue<KeptMemory> memories = new ConcurrentLinkedQueue<>();

    private MemoryFolder(@Nullable Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * @param folder created when there is something to keep
     */
    public static MemoryFolder at(Path folder, Clock clock) {
        return new MemoryFolder(folder, clock);
    }

    /** Keeps nothing. */
    public static MemoryFolder none() {
        return new MemoryFolder(null, Clock.systemUTC());
    }

    /**
     * A memory that is kept here.
     *
     * @param subject what it is about, such as the kind and the URL of a registry; a line of text
     */
    public KeptMemory keep(String subject, KeptMemory.Contents contents) {
        var kept =
                new KeptMemory(Optional.ofNullable(folder).map(path -> new MemoryFile(path, subject)), contents, clock);
        memories.add(kept);
        return kept;
    }

    /** Writes what was learned. */
    @Override
    public void close() {
        memories.forEach(KeptMemory::save);
    }
}
