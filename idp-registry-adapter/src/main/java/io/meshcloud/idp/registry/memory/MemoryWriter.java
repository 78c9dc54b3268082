// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;

/** Writes a memory as bytes for a {@link MemoryReader}. */
public final class MemoryWriter {
    /** One entry may be as long again. */
    private static final int MAX_BYTES = MemoryFile.MAX_BYTES / 2;

    /** Far more than any name has; a longer text is cut. */
    private static final int MAX_TEXT = 2_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Writes one entry. */
    @FunctionalInterface
    public interface Entry<T> {
        void write(T entry);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    public void flag(boolean flag) {
        write(() -> out.writeBoolean(flag));
    }

    public void text(String text) {
        write(() -> out.writeUTF(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT)));
    }

    public void time(Instant time) {
        write(() -> {
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
        });
    }

    /** Writes as many of the entries as fit into a file. */
    public <T> void listWhatFits(Collection<T> entries, Entry<T> entry) {
        for (var each : entries) {
            if (bytes.size() > MAX_BYTES) {
                break;
            }
            flag(true);
            entry.write(each);
        }
        flag(false);
    }

    public <T> void list(Collection<T> entries, Entry<T> entry) {
        write(() -> out.writeInt(entries.size()));
        entries.forEach(entry::write);
    }

    public void image(TaggedImage image) {
        text(image.tag().value());
        digest(image.digest());
        list(image.parts(), this::digest);
        flag(image.time() != null);
        image.optionalTime().ifPresent(time -> {
            text(time.meaning().name());
            time(time.at());
        });
    }

    private void digest(Digest digest) {
        write(() -> out.write(HexFormat.of().parseHex(digest.hex())));
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
