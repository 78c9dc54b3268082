// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A memory of this process that is kept in a file: the memory of earlier processes is read before the first look; the
 * memory of this one is written from time to time, and at the end. Safe for use by many threads.
 */
public final class KeptMemory {
    /** The shortest time between two writes. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /**
     * The shortest time between two writes if nothing was learned; then only the turns of the repositories have
     * changed.
     */
    static final Duration PAUSE_OF_TURNS = Duration.ofMinutes(10);

    /** The memory of this process. */
    public interface Contents {
        /**
         * Adds what another process knows to what this one knows, which takes precedence. It is no more reliable than a
         * hint: anybody who can write to the cache can write anything.
         *
         * @throws MalformedMemoryException if it cannot be read; then nothing of it is used
         */
        void add(byte[] others) throws MalformedMemoryException;

        byte[] toBytes();

        /** A number that changes with each new fact. */
        long version();
    }

    private final Optional<MemoryFile> file;
    private final Contents contents;
    private final Clock clock;
    private boolean isRead;
    private long savedVersion;
    private Instant savedAt = Instant.EPOCH;
    private boolean isRefused;

    KeptMemory(Optional<MemoryFile> file, Contents contents, Clock clock) {
        this.file = file;
        this.contents = contents;
        this.clock = clock;
    }

    /** Before a look. */
    public synchronized void read() {
        if (!isRead) {
            isRead = true;
            file.flatMap(MemoryFile::read).ifPresent(this::add);
            savedVersion = contents.version();
            savedAt = clock.instant();
        }
    }

    /** After a look. */
    public synchronized void saveNowAndThen() {
        var pause = isRefused || contents.version() == savedVersion ? PAUSE_OF_TURNS : PAUSE;
        if (isRead && !clock.instant().isBefore(savedAt.plus(pause))) {
            save();
        }
    }

    /** Writes what is known, if anything was looked at. */
    synchronized void save() {
        if (!isRead || file.isEmpty()) {
            return;
        }
        long version = contents.version();
        boolean isSaved = file.get().replace(others -> {
            others.ifPresent(this::add);
            return contents.toBytes();
        });
        if (isSaved) {
            savedVersion = version;
        }
        // The content is too large, or the folder cannot be written, and neither will change soon.
        isRefused = !isSaved;
        savedAt = clock.instant();
    }

    private void add(byte[] others) {
        try {
            contents.add(others);
        } catch (MalformedMemoryException e) {
            // Written by another version, or by something else: it is replaced.
        }
    }
}
