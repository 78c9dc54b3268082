// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The file of the commits at which a shallow history ends, one id on each line. A damaged one makes the server seem to
 * be at fault.
 *
 * <p>Source: Git's {@code technical/shallow}.
 */
final class ShallowFile {
    /** Far more than {@code Unshallow.FIRST_DEPTH} commits can leave, in bytes. */
    private static final int MAX_SIZE = 1 << 20;

    private ShallowFile() {}

    /** Whether the file is missing or contains ids only. */
    static boolean isReadable(Path file) throws IOException {
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_SIZE + 1), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            // The file may also have been deleted at this moment, because the history was completed.
            return true;
        }
        return text.length() <= MAX_SIZE
                && text.lines().allMatch(ObjectId::isId)
                && (text.isEmpty() || text.endsWith("\n"));
    }
}
