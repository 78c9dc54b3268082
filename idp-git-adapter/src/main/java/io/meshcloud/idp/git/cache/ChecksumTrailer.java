// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.jgit.lib.Constants;

/**
 * The checksum at the end of a pack, of its index or of a commit-graph. It covers all bytes before it. JGit does not
 * verify it.
 *
 * <p>Source: Git's {@code gitformat-pack} and {@code gitformat-commit-graph}, "Trailer".
 */
final class ChecksumTrailer {
    private static final int BUFFER = 1 << 16;

    private ChecksumTrailer() {}

    /** Whether a file is as it was written. */
    static boolean matches(Path file) throws IOException {
        var digest = Constants.newMessageDigest();
        int trailer = digest.getDigestLength();
        try (var in = Files.newInputStream(file)) {
            var trailing = in.readNBytes(trailer);
            for (var next = in.readNBytes(BUFFER); next.length > 0; next = in.readNBytes(BUFFER)) {
                var buffer = Arrays.copyOf(trailing, trailing.length + next.length);
                System.arraycopy(next, 0, buffer, trailing.length, next.length);
                digest.update(buffer, 0, buffer.length - trailer);
                trailing = Arrays.copyOfRange(buffer, buffer.length - trailer, buffer.length);
            }
            return Arrays.equals(digest.digest(), trailing);
        }
    }
}
