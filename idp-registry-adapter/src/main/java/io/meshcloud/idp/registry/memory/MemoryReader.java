// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Reads what a {@link MemoryWriter} wrote. Its input may have been written by any user of the machine, so its memory is
 * proportional to the number of bytes, whatever they contain.
 */
public final class MemoryReader {
    private static final int DIGEST_BYTES = 32;
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final DataInputStream in;

    private MemoryReader(byte[] bytes) {
        this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** Reads a value. */
    @FunctionalInterface
    public interface Value<T> {
        T read(MemoryReader from) throws IOException;
    }

    /**
     * Reads all bytes.
     *
     * @throws MalformedMemoryException if they are not what is expected
     */
    public static <T> T read(byte[] bytes, Value<T> value) throws MalformedMemoryException {
        try {
            var reader = new MemoryReader(bytes);
            var read = value.read(reader);
            if (reader.in.read() >= 0) {
                throw new IOException("more bytes than expected");
            }
            return read;
        } catch (IOException | RuntimeException e) {
            // Reading from memory fails only because of the contents of the bytes.
            throw new MalformedMemoryException(e);
        }
    }

    public boolean flag() throws IOException {
        return in.readBoolean();
    }

    public String text() throws IOException {
        return in.readUTF();
    }

    /** A time of the years 0 to 9999, as RFC 3339 can write it, so that a reader can add to it and subtract from it. */
    public Instant time() throws IOException {
        var time = Instant.ofEpochSecond(in.readLong(), in.readInt());
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IOException("a time that RFC 3339 cannot write");
        }
        return time;
    }

    /** What {@link MemoryWriter#listWhatFits} wrote. */
    public <T> List<T> listWhatFits(Value<T> entry) throws IOException {
        var entries = new ArrayList<T>();
        while (flag()) {
            entries.add(entry.read(this));
        }
        return entries;
    }

    public <T> List<T> list(Value<T> entry) throws IOException {
        int count = in.readInt();
        var entries = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            entries.add(entry.read(this));
        }
        return entries;
    }

    public TaggedImage image() throws IOException {
        var tag = Tag.parse(text());
        var digest = digest();
        var parts = Set.copyOf(list(MemoryReader::digest));
        return new TaggedImage(
                tag, digest, parts, flag() ? new ImageTime(ImageTime.Meaning.valueOf(text()), time()) : null);
    }

    private Digest digest() throws IOException {
        var hash = new byte[DIGEST_BYTES];
        in.readFully(hash);
        return Digest.parse("sha256:" + HexFormat.of().formatHex(hash));
    }
}
