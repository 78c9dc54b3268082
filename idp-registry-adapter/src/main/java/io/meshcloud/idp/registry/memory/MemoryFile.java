// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One file of a cache, shared by processes: replaced as a whole under a lock, and read with a checksum. A file that is
 * damaged, that another user could have written, or that is about something else counts as missing. Safe for use by
 * many threads.
 *
 * <p>Format: the name of the format, of the subject and of the version of idp as a line of text each, the content, and
 * the SHA-256 of all before it. The file of another version counts as missing, and is replaced.
 */
public final class MemoryFile {
    /** A longer file is neither read nor written. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final String FORMAT = "idp look 1\n";
    private static final String HALF_WRITTEN = "tmp_";
    private static final String PROBE = ".owner";
    private static final Duration LIFE_OF_A_PROBE = Duration.ofHours(1);
    private static final int CHECKSUM_BYTES = 32;
    private static final int NAME_DIGITS = 32;
    private static final int LOCK_ATTEMPTS = 100;
    private static final long LOCK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final Path file;
    private final byte[] header;
    private byte[] lastChecksum = new byte[0];

    /**
     * @param folder created when there is something to write
     * @param subject what the content is about, such as the kind and the URL of a registry; a line of text
     */
    public MemoryFile(Path folder, String subject) {
        this(folder, subject, MemoryFile.class.getPackage().getImplementationVersion());
    }

    /**
     * @param version of idp, which may read and write facts in another way than its other versions; absent where
     *     classes are not in a JAR
     */
    MemoryFile(Path folder, String subject, @Nullable String version) {
        this.folder = folder;
        var name = (FORMAT + subject + "\n").getBytes(StandardCharsets.UTF_8);
        this.header = (FORMAT + subject + "\n" + version + "\n").getBytes(StandardCharsets.UTF_8);
        this.file = folder.resolve(
                HexFormat.of().formatHex(sha256(name, name.length)).substring(0, NAME_DIGITS) + ".look");
    }

    Path path() {
        return file;
    }

    /** The content; empty if there is none that can be used. */
    public synchronized Optional<byte[]> read() {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? readNew() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces the content. Content that cannot be written is lost.
     *
     * @param merge computes the new content. Its argument is the content that another process has written since this
     *     file was read or replaced; empty if no process did
     * @return whether the file was replaced
     */
    public synchronized boolean replace(Function<Optional<byte[]>, byte[]> merge) {
        try {
            createFolder();
            try (var lock = lock()) {
                return lock != null && write(merge.apply(readNew()));
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** The content, if it can be used and differs from what was read or written last. */
    private Optional<byte[]> readNew() throws IOException {
        var bytes = bytes();
        int end = bytes.length - CHECKSUM_BYTES;
        if (end < header.length || !Arrays.equals(bytes, 0, header.length, header, 0, header.length)) {
            return Optional.empty();
        }
        var checksum = Arrays.copyOfRange(bytes, end, bytes.length);
        if (Arrays.equals(checksum, lastChecksum) || !Arrays.equals(checksum, sha256(bytes, end))) {
            return Optional.empty();
        }
        lastChecksum = checksum;
        return Optional.of(Arrays.copyOfRange(bytes, header.length, end));
    }

    private byte[] bytes() throws IOException {
        if (!isOurs(folder) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isOurs(file)) {
            return new byte[0];
        }
        try (var in = Channels.newInputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? new byte[0] : bytes;
        }
    }

    private boolean write(byte[] content) throws IOException {
        if (header.length + content.length + CHECKSUM_BYTES > MAX_BYTES) {
            return false;
        }
        var all = new ByteArrayOutputStream(header.length + content.length + CHECKSUM_BYTES);
        all.write(header);
        all.write(content);
        var checksum = sha256(all.toByteArray(), all.size());
        all.write(checksum);
        // Only its owner can read a temporary file.
        var temporary = Files.createTempFile(folder, HALF_WRITTEN, ".look");
        try {
            removeLeft(temporary);
            try (OutputStream out = Files.newOutputStream(temporary)) {
                all.writeTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            lastChecksum = checksum;
            return true;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Removes the temporary files that killed processes left. The lock is ours, so no other process writes a file now;
     * but it may have just created one to learn its own user.
     *
     * @param ours a file that was just created
     */
    private void removeLeft(Path ours) throws IOException {
        var old = Files.getLastModifiedTime(ours).toInstant().minus(LIFE_OF_A_PROBE);
        try (var files = Files.newDirectoryStream(folder, HALF_WRITTEN + "*")) {
            for (var left : files) {
                boolean isProbe = left.toString().endsWith(PROBE);
                if (!left.equals(ours)
                        && (!isProbe
                                || Files.getLastModifiedTime(left).toInstant().isBefore(old))) {
                    Files.deleteIfExists(left);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            // another process has removed it
        }
    }

    private void createFolder() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
        if (!isOurs(folder)) {
            throw new IOException("another user could change what is in the folder");
        }
    }

    /** A process that ends loses its lock. Absent if others hold it for too long. */
    private @Nullable FileChannel lock() throws IOException {
        var channel = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                ownerOnly("rw-------"));
        try {
            for (int i = 0; i < LOCK_ATTEMPTS && !Thread.currentThread().isInterrupted(); i++) {
                if (tryLock(channel) != null) {
                    return channel;
                }
                LockSupport.parkNanos(LOCK_PAUSE_NANOS);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held in this process
            return null;
        }
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return hasOwners()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private boolean hasOwners() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Whether it is what it should be, and only this user can write to it. */
    private boolean isOurs(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean isOfKind = path.equals(folder) ? attributes.isDirectory() : attributes.isRegularFile();
        return isOfKind && (!hasOwners() || (isOwned(path) && isWrittenByOwnerOnly(path)));
    }

    private static boolean isWrittenByOwnerOnly(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).stream()
                .noneMatch(OF_OTHERS::contains);
    }

    /** The name of the process's user is unknown in some containers, so the owner of a new file is taken. */
    private boolean isOwned(Path path) throws IOException {
        var probe = Files.createTempFile(folder, HALF_WRITTEN, PROBE);
        try {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS));
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update(ByteBuffer.wrap(bytes, 0, length));
            return hash.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
