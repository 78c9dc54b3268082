// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.object.NewObject;
import io.meshcloud.idp.git.object.NewObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.NB;

/**
 * The objects of a push as a pack without deltas. Deltas between versions of a tree would make the pack ten times
 * smaller, but cost the server more than they save: measured in ADR-015. Trees are neither compressed nor copied: they
 * consist mostly of object ids, which do not compress.
 *
 * <p>Source: Git's {@code gitformat-pack}, version 2; RFC 1950 and RFC 1951, section 3.2.4, for stored blocks.
 */
final class PushPack {
    private static final int VERSION = 2;
    private static final int SIZE_BITS_OF_FIRST_BYTE = 4;
    private static final int BUFFER = 4096;

    /** Deflate with a 32 KiB window, no dictionary; a multiple of 31, as RFC 1950 requires. */
    private static final short ZLIB_HEADER = 0x7801;

    private static final byte LAST_STORED_BLOCK = 1;
    private static final int MAX_STORED_BLOCK = 0xffff;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    private PushPack() {}

    static PushPack of(NewObjects objects) {
        var pack = new PushPack();
        pack.add(header(objects.all().size()));
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            for (var object : objects.all()) {
                pack.add(entryHeader(object));
                if (object.type() == Constants.OBJ_TREE && object.bytes().length <= MAX_STORED_BLOCK) {
                    pack.addStored(object.bytes());
                } else {
                    pack.add(deflated(object.bytes(), deflater));
                }
            }
        } finally {
            deflater.end();
        }
        return pack;
    }

    /** The size in bytes. */
    long size() {
        return size + Constants.OBJECT_ID_LENGTH;
    }

    void writeTo(OutputStream to) throws IOException {
        var digest = Constants.newMessageDigest();
        var out = new DigestOutputStream(to, digest);
        for (var piece : pieces) {
            out.write(piece);
        }
        out.on(false);
        out.write(digest.digest());
        out.flush();
    }

    private void add(byte[] piece) {
        pieces.add(piece);
        size += piece.length;
    }

    private static byte[] header(int count) {
        var header = new byte[12];
        System.arraycopy(Constants.PACK_SIGNATURE, 0, header, 0, 4);
        NB.encodeInt32(header, 4, VERSION);
        NB.encodeInt32(header, 8, count);
        return header;
    }

    /** Type and size: four bits of the size in the first byte, then seven per byte, lowest first. */
    private static byte[] entryHeader(NewObject object) {
        int length = object.bytes().length;
        var out = new ByteArrayOutputStream(8);
        int rest = length >>> SIZE_BITS_OF_FIRST_BYTE;
        int first = (object.type() << SIZE_BITS_OF_FIRST_BYTE) | (length & 0xf);
        out.write(rest > 0 ? first | 0x80 : first);
        for (; rest > 0; rest >>>= 7) {
            out.write(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
        }
        return out.toByteArray();
    }

    /** One stored block: its length, the inverted length, the contents and a checksum. */
    private void addStored(byte[] bytes) {
        var checksum = new Adler32();
        checksum.update(bytes);
        add(ByteBuffer.allocate(7)
                .putShort(ZLIB_HEADER)
                .put(LAST_STORED_BLOCK)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) bytes.length)
                .putShort((short) ~bytes.length)
                .array());
        add(bytes);
        add(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    private static byte[] deflated(byte[] bytes, Deflater deflater) {
        deflater.reset();
        deflater.setInput(bytes);
        deflater.finish();
        var out = new ByteArrayOutputStream(bytes.length);
        var buffer = new byte[BUFFER];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        return out.toByteArray();
    }
}
