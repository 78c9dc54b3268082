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

/** A file that the user named. A symbolic link is followed, as the user chose it; the size is bounded. */
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
        try (var stream = Files.newInputStream(path)) {
            return read(stream);
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.FILE_NOT_READABLE,
                            "the file cannot be read: " + reason(path, e),
                            path.toString(),
                            "check the path and that you may read it")
                    .asException(e);
        }
    }

    /** The same from a stream, such as standard input. */
    public static Bytes read(InputStream stream) throws IOException {
        return Bytes.of(stream.readNBytes(MAX_SIZE + 1));
    }

    private static String reason(Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        return Files.isDirectory(path) ? "it is a folder" : "reading it failed";
    }
}
