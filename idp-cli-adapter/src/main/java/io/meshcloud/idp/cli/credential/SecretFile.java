// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.credential;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A new file that only its owner may read. It is created before the secret, so that no secret is created that cannot be
 * saved. It never replaces a file, which may contain the only copy of another secret.
 */
final class SecretFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private boolean written;

    private SecretFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * @throws IdpException {@link ProblemCode#FILE_NOT_WRITABLE}
     */
    static SecretFile create(Path path) {
        try {
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new SecretFile(path, FileChannel.open(path, options, ownerOnly(path)));
        } catch (IOException e) {
            throw refused(path, reason(e), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Appends a text and forces it to the disk. */
    void append(String text) {
        try {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            written = true;
        } catch (IOException e) {
            throw refused(path, "writing to it failed", e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Deletes the file if nothing was written to it. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!written) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw refused(path, "closing it failed", e);
        }
    }

    private static IdpException refused(Path path, String reason, IOException cause) {
        return Problem.of(
                        ProblemCode.FILE_NOT_WRITABLE,
                        "the file cannot be written: " + reason,
                        path.toString(),
                        "name a new file in a folder that you may write to")
                .asException(cause);
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already, and may contain the only copy of a secret";
        }
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        return e instanceof AccessDeniedException ? "access is denied" : "creating it failed";
    }
}
