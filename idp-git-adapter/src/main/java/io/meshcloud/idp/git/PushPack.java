package io.meshcloud.idp.git;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.NB;

/**
 * Writes the objects of a push as a pack, each of them whole. Differences between the versions of a folder would make it
 * ten times smaller, and cost the server more than they save: measured in ADR-015.
 *
 * <p>Source: Git's {@code gitformat-pack}, version 2.
 */
final class PushPack {
    private static final int VERSION = 2;
    private static final int SIZE_BITS_OF_FIRST_BYTE = 4;

    private PushPack() {}

    static void write(NewObjects objects, OutputStream to) throws IOException {
        var digest = Constants.newMessageDigest();
        var out = new DigestOutputStream(to, digest);
        out.write(header(objects.all().size()));
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            for (var object : objects.all()) {
                write(object, deflater, out);
            }
        } finally {
            deflater.end();
        }
        finish(digest, out);
    }

    private static byte[] header(int count) {
        var header = new byte[12];
        System.arraycopy(Constants.PACK_SIGNATURE, 0, header, 0, 4);
        NB.encodeInt32(header, 4, VERSION);
        NB.encodeInt32(header, 8, count);
        return header;
    }

    private static void finish(MessageDigest digest, DigestOutputStream out) throws IOException {
        out.on(false);
        out.write(digest.digest());
        out.flush();
    }

    private static void write(NewObject object, Deflater deflater, OutputStream out) throws IOException {
        writeEntryHeader(object.type(), object.bytes().length, out);
        deflate(object.bytes(), deflater, out);
    }

    /** Type and size: four bits of the size in the first byte, then seven in each, lowest first. */
    private static void writeEntryHeader(int type, int size, OutputStream out) throws IOException {
        int rest = size >>> SIZE_BITS_OF_FIRST_BYTE;
        int first = (type << SIZE_BITS_OF_FIRST_BYTE) | (size & 0xf);
        out.write(rest > 0 ? first | 0x80 : first);
        for (; rest > 0; rest >>>= 7) {
            out.write(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
        }
    }

    @SuppressWarnings("resource") // would close what it writes to
    private static void deflate(byte[] bytes, Deflater deflater, OutputStream out) throws IOException {
        deflater.reset();
        var deflating = new DeflaterOutputStream(out, deflater);
        deflating.write(bytes);
        deflating.finish();
    }
}
