// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The exclusive lock of a cache, held by one thread of one process at a time. The operating system releases it when the
 * process ends for any reason; its holder therefore knows that every Git lock found in the cache is a leftover. Not
 * reentrant.
 */
public final class CacheLock implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    /**
     * One semaphore per file, within this process. File locks exclude processes, not threads, and closing any channel
     * of the file releases the process's lock; so there must never be a second channel.
     */
    private static final ConcurrentMap<Path, Semaphore> SEMAPHORES = new ConcurrentHashMap<>();

    private final Semaphore semaphore;
    private final FileChannel channel;

    private CacheLock(Semaphore semaphore, FileChannel channel) {
        this.semaphore = semaphore;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param parent the folder of the lock file; created if missing
     * @param name the name of the lock file
     * @throws io.meshcloud.idp.contract.problem.IdpException {@code CACHE_NOT_TRUSTED} if the lock file is a symbolic
     *     link
     * @return empty if another holder kept it all the time, or if this thread was interrupted, whose interrupt flag
     *     stays set
     */
    public static Optional<CacheLock> acquire(Path parent, String name, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        var file = Files.createDirectories(parent).toRealPath().resolve(name);
        var semaphore = SEMAPHORES.computeIfAbsent(file, it -> new Semaphore(1, true));
        try {
            if (!semaphore.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Optional<FileChannel> channel = Optional.empty();
        try {
            channel = lock(parent, file, end);
            return channel.map(open -> new CacheLock(semaphore, open));
        } finally {
            if (channel.isEmpty()) {
                semaphore.release();
            }
        }
    }

    private static Optional<FileChannel> lock(Path parent, Path file, long end) throws IOException {
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            Files.createDirectories(parent);
            var channel = tryOnce(file);
            if (channel.isPresent() || System.nanoTime() > end) {
                return channel;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static Optional<FileChannel> tryOnce(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw CacheOwner.notTrusted("the lock file of the cache is a symbolic link", file);
        }
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held within this process, without the semaphore
        } finally {
            // A lock on a file that was deleted meanwhile excludes no other process.
            if (lock == null || !Files.exists(file)) {
                channel.close();
            }
        }
        return channel.isOpen() ? Optional.of(channel) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            semaphore.release();
        }
    }
}
