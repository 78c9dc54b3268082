// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes a layer's archive, byte for byte the same on every machine. The gzip members contain stored blocks, because
 * the output of a compressor, and so the digest, differs between versions of zlib.
 *
 * <p>Source: POSIX "ustar Interchange Format"; RFC 1951, section 3.2.4; RFC 1952.
 */
final class LayerArchive {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int MAX_STORED = 0xffff;
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private LayerArchive() {}

    /** A tar archive of the files and their folders, sorted by path. */
    static byte[] tar(List<OciImage.File> files, Instant time) {
        var entries = new TreeMap<String, byte[]>();
        for (var file : files) {
            for (int slash = file.path().indexOf('/');
                    slash > 0;
                    slash = file.path().indexOf('/', slash + 1)) {
                var folder = file.path().substring(0, slash + 1);
                entries.put(folder, header(folder, 0, 0755, '5', time));
            }
            var content = file.content().toArray();
            var entry = new ByteArrayOutputStream();
            entry.writeBytes(header(file.path(), content.length, file.executable() ? 0755 : 0644, '0', time));
            entry.writeBytes(content);
            entry.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
            entries.put(file.path(), entry.toByteArray());
        }
        var archive = new ByteArrayOutputStream();
        entries.values().forEach(archive::writeBytes);
        archive.writeBytes(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(GZIP_HEADER);
        int from = 0;
        do {
            int length = Math.min(MAX_STORED, bytes.length - from);
            boolean last = from + length == bytes.length;
            out.writeBytes(littleEndian(5)
                    .put((byte) (last ? 1 : 0))
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .array());
            out.write(bytes, from, length);
            from += length;
        } while (from < bytes.length);
        var checksum = new CRC32();
        checksum.update(bytes);
        out.writeBytes(littleEndian(8)
                .putInt((int) checksum.getValue())
                .putInt(bytes.length)
                .array());
        return out.toByteArray();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] header(String path, int size, int mode, char type, Instant time) {
        var name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_LENGTH) {
            throw new IllegalArgumentException("longer than " + NAME_LENGTH + " bytes: " + path);
        }
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(Math.max(0, time.getEpochSecond()), 11));
        Arrays.fill(header, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 8, (byte) ' ');
        header[156] = (byte) type;
        put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        put(header, CHECKSUM_OFFSET, (octalText(sum, 6) + "\0 ").getBytes(StandardCharsets.US_ASCII));
        return header;
    }

    private static byte[] octal(long value, int digits) {
        return octalText(value, digits).getBytes(StandardCharsets.US_ASCII);
    }

    private static String octalText(long value, int digits) {
        var text = Long.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] header, int offset, byte[] field) {
        System.arraycopy(field, 0, header, offset, field.length);
    }
}
