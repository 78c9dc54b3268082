package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to change a cache, held by one thread of one process at a time. The operating system takes it back when the
 * process ends, however it ends; whoever holds it therefore knows that every other lock found in the cache was left by
 * the dead. A thread that holds it must not ask for it again.
 */
public final class CacheLock implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    /**
     * One turnstile for each file in this process. The operating system knows processes, not threads, and drops a
     * process's lock when any channel on the file is closed, so no second one may be opened beside it.
     */
    private static final ConcurrentMap<Path, Semaphore> TURNSTILES = new ConcurrentHashMap<>();

    private final Semaphore turnstile;
    private final FileChannel channel;

    private CacheLock(Semaphore turnstile, FileChannel channel) {
        this.turnstile = turnstile;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param parent the folder that the lock's file lies in; made if it is not there
     * @param name the file's name
     * @return empty if somebody else held it all the while, or if this thread was interrupted, which it still is then
     */
    public static Optional<CacheLock> acquire(Path parent, String name, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        var file = Files.createDirectories(parent).toRealPath().resolve(name);
        var turnstile = TURNSTILES.computeIfAbsent(file, it -> new Semaphore(1, true));
        try {
            if (!turnstile.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Optional<FileChannel> channel = Optional.empty();
        try {
            channel = lock(parent, file, end);
            return channel.map(open -> new CacheLock(turnstile, open));
        } finally {
            if (channel.isEmpty()) {
                turnstile.release();
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
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // somebody else in this process holds it, past the turnstile
        } finally {
            // A file that was deleted in between locks nobody out.
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
            turnstile.release();
        }
    }
}
