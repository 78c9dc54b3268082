// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * The report of {@code git receive-pack} for one branch.
 *
 * <p>Source: Git's {@code gitprotocol-pack}, "Report Status", within {@code side-band-64k}.
 *
 * @param moved whether the branch moved as requested
 * @param reason why not
 * @param messages the output of hooks and server
 */
record PushReport(boolean moved, String reason, String messages) {
    private static final int LENGTH_DIGITS = 4;
    private static final int DATA = 1;
    private static final int FATAL = 3;

    /**
     * @throws IOException if the answer is truncated or does not mention the branch
     */
    static PushReport read(InputStream in, String ref) throws IOException {
        var report = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        for (var packet = packet(in); packet.length > 0; packet = packet(in)) {
            (packet[0] == DATA ? report : messages).write(packet, 1, packet.length - 1);
            if (packet[0] == FATAL) {
                throw new IOException("the server aborted: "
                        + messages.toString(StandardCharsets.UTF_8).strip());
            }
        }
        return parse(report.toByteArray(), ref, messages.toString(StandardCharsets.UTF_8));
    }

    /** The next packet with its band number; empty at the end. */
    private static byte[] packet(InputStream in) throws IOException {
        var length = new String(in.readNBytes(LENGTH_DIGITS), StandardCharsets.US_ASCII);
        try {
            int size = Integer.parseInt(length, 16) - LENGTH_DIGITS;
            var content = in.readNBytes(Math.max(size, 0));
            if (content.length == Math.max(size, 0)) {
                return content;
            }
        } catch (NumberFormatException e) {
            throw new IOException("not an answer to a push: " + length, e);
        }
        throw new EOFException("the answer to the push is truncated");
    }

    private static PushReport parse(byte[] report, String ref, String messages) throws IOException {
        var lines = new PacketLineIn(new ByteArrayInputStream(report));
        var unpacked = lines.readString();
        for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            if (line.equals("ok " + ref)) {
                return new PushReport(true, "", messages);
            }
            if (line.startsWith("ng " + ref + " ")) {
                var reason = line.substring(("ng " + ref + " ").length());
                return new PushReport(
                        false, unpacked.equals("unpack ok") ? reason : unpacked + ", " + reason, messages);
            }
        }
        throw new IOException("the answer to the push does not mention the branch");
    }

    PushAnswer answer() {
        return new PushAnswer(moved ? PushAnswer.Kind.ACCEPTED : PushAnswer.Kind.REFUSED, reason, messages, null, true);
    }
}
