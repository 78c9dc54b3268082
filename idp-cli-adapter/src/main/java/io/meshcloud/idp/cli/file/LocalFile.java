// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A regular file that the user named. A symbolic link is followed, as the user chose it; the size is bounded. A pipe or
 * a device is refused, because reading it may never end.
 */
public final class LocalFile {
    /** The contract's limit on a file, in bytes. */
    public static final int MAX_SIZE = 256 * 1024;

    private LocalFile() {}

    /**
     * The file's bytes. Reads at most one byte more than the limit; the contract then refuses the file.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#FILE_NOT_READABLE}
     */
    public static Bytes read(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw unreadable(
                            path,
                            Files.isDirectory(path) ? "it is a folder" : "it is a pipe or a device",
                            "name a regular file; where a command reads standard input, write '-'")
                    .asException();
        }
        try (var stream = Files.newInputStream(path)) {
            return read(stream);
        } catch (IOException e) {
            throw unreadable(path, reason(e), "check the path and that you may read it")
                    .asException(e);
        }
    }

    private static Problem unreadable(Path path, String why, String fix) {
        return Problem.of(ProblemCode.FILE_NOT_READABLE, "the file cannot be read: " + why, path.toString(), fix);
    }

    /** The same from a stream, such as standard input. */
    public static Bytes read(InputStream stream) throws IOException {
        return Bytes.of(stream.readNBytes(MAX_SIZE + 1));
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        return e instanceof AccessDeniedException ? "access is denied" : "reading it failed";
    }
}
