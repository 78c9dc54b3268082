package io.meshcloud.idp.git.push;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * What {@code git receive-pack} reports on one branch.
 *
 * <p>Source: Git's {@code gitprotocol-pack}, "Report Status", within {@code side-band-64k}.
 *
 * @param moved whether the branch is where we wanted it
 * @param reason if not, why
 * @param words what hooks and the server printed
 */
record PushReport(boolean moved, String reason, String words) {
    private static final int LENGTH_DIGITS = 4;
    private static final int DATA = 1;
    private static final int FATAL = 3;

    /**
     * @throws IOException if the answer ends early, or does not name the branch
     */
    static PushReport read(InputStream in, String ref) throws IOException {
        var report = new ByteArrayOutputStream();
        var words = new ByteArrayOutputStream();
        for (var packet = packet(in); packet.length > 0; packet = packet(in)) {
            (packet[0] == DATA ? report : words).write(packet, 1, packet.length - 1);
            if (packet[0] == FATAL) {
                throw new IOException("the server gave up: "
                        + words.toString(StandardCharsets.UTF_8).strip());
            }
        }
        return parse(report.toByteArray(), ref, words.toString(StandardCharsets.UTF_8));
    }

    /** The next one's content, with the number of its band; empty at the end. */
    private static byte[] packet(InputStream in) throws IOException {
        var length = new String(in.readNBytes(LENGTH_DIGITS), StandardCharsets.US_ASCII);
        try {
            int size = Integer.parseInt(length, 16) - LENGTH_DIGITS;
            var content = in.readNBytes(Math.max(size, 0));
            if (content.length == Math.max(size, 0)) {
                return content;
            }
        } catch (NumberFormatException e) {
            throw new IOException("no answer to a push: " + length, e);
        }
        throw new EOFException("the answer to the push ends early");
    }

    private static PushReport parse(byte[] report, String ref, String words) throws IOException {
        var lines = new PacketLineIn(new ByteArrayInputStream(report));
        var unpacked = lines.readString();
        for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            if (line.equals("ok " + ref)) {
                return new PushReport(true, "", words);
            }
            if (line.startsWith("ng " + ref + " ")) {
                var reason = line.substring(("ng " + ref + " ").length());
                return new PushReport(false, unpacked.equals("unpack ok") ? reason : unpacked + ", " + reason, words);
            }
        }
        throw new IOException("the answer to the push does not name the branch");
    }

    PushAnswer answer() {
        return new PushAnswer(moved ? PushAnswer.Kind.ACCEPTED : PushAnswer.Kind.REFUSED, reason, words, null, true);
    }
}
