package io.meshcloud.idp.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The right to change a cache, held by one process at a time. The operating system takes it back when the process ends,
 * however it ends; whoever holds it therefore knows that every other lock found in the cache was left by the dead.
 */
final class CacheLock implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @return empty if somebody else held it all the while
     */
    static Optional<CacheLock> acquire(Path file, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            var lock = tryOnce(file);
            if (lock.isPresent() || System.nanoTime() > end) {
                return lock;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static Optional<CacheLock> tryOnce(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // another instance in this process holds it
        } finally {
            // A file that was deleted in between locks nobody out.
            if (lock == null || !Files.exists(file)) {
                channel.close();
            }
        }
        return channel.isOpen() ? Optional.of(new CacheLock(channel)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
