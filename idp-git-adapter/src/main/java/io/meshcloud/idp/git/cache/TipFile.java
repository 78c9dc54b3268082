// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A file in the cache that remembers one commit that was on the branch. It has a checksum: with one wrong digit the
 * branch would seem rewritten. A damaged file counts as missing. A cache that is recreated keeps the file.
 *
 * <p>Format: {@code ID SPACE MILLISECONDS SPACE CRC32 LF}, the checksum in hexadecimal, of everything before it.
 */
public enum TipFile {
    /** The tip that the last fetch found. */
    FETCHED("idp-fetched"),
    /** The commit that was pushed last, until a fetch brings it. */
    PUSHED("idp-pushed");

    /** Far more than the file has, in bytes. */
    private static final int MAX_SIZE = 1_000;

    private final String name;

    TipFile(String name) {
        this.name = name;
    }

    /**
     * A tip that was on the branch.
     *
     * @param at when the tip was seen on the branch
     */
    public record SeenTip(ObjectId tip, Instant at) {}

    /**
     * @param cache the cache's folder
     */
    public Optional<SeenTip> read(Path cache) throws IOException {
        try (var in = Files.newInputStream(cache.resolve(name))) {
            return parse(new String(in.readNBytes(MAX_SIZE), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<SeenTip> parse(String text) {
        int end = text.lastIndexOf(' ') + 1;
        var fields = text.substring(0, end).split(" ", -1);
        if (fields.length != 3
                || !ObjectId.isId(fields[0])
                || !text.substring(end).equals(checksum(text.substring(0, end)) + "\n")) {
            return Optional.empty();
        }
        return Optional.of(
                new SeenTip(ObjectId.fromString(fields[0]), Instant.ofEpochMilli(Long.parseLong(fields[1]))));
    }

    /** Replaces the file atomically: an empty file would forget the tip. */
    public void write(Path cache, SeenTip seen) throws IOException {
        var text = seen.tip().name() + " " + seen.at().toEpochMilli() + " ";
        var temporary = Files.createTempFile(cache, "tmp_", name);
        Files.writeString(temporary, text + checksum(text) + "\n", StandardCharsets.ISO_8859_1);
        Files.move(temporary, cache.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    public void delete(Path cache) throws IOException {
        Files.deleteIfExists(cache.resolve(name));
    }

    private static String checksum(String text) {
        var checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(checksum.getValue());
    }
}
