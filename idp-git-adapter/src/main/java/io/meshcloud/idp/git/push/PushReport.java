// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.transport.PacketReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The complete report of {@code git receive-pack} for one branch. An incomplete or inconsistent report is refused,
 * because its answer is not certain.
 *
 * <p>Source: Git's {@code gitprotocol-pack}, "Report Status", within {@code side-band-64k}.
 *
 * @param moved whether the branch moved as requested
 * @param unpacked why the server could not store the commits; empty if it could
 * @param reason why the branch did not move
 * @param messages the output of hooks and server, the first 16 KiB
 */
record PushReport(boolean moved, String unpacked, String reason, String messages) {
    static final int MAX_MESSAGE_BYTES = 16 * 1024;

    /** A report of one branch is a few hundred bytes. */
    private static final int MAX_REPORT_BYTES = 256 * 1024;

    /** Includes the output of hooks, but drops most of it. */
    private static final long MAX_ANSWER_BYTES = 64L << 20;

    private static final int DATA = 1;
    private static final int MESSAGE = 2;
    private static final int FATAL = 3;
    private static final String UNPACK = "unpack ";
    private static final String OK = "ok";

    /**
     * @param capabilities that were requested
     * @throws IOException if the answer is truncated, too long, contradictory, or does not mention the branch
     */
    static PushReport read(InputStream in, PushCapabilities capabilities, String ref) throws IOException {
        return capabilities.sideBand() ? readBands(in, ref) : parse(new PacketReader(in, MAX_REPORT_BYTES), ref, "");
    }

    private static PushReport readBands(InputStream in, String ref) throws IOException {
        var packets = new PacketReader(in, MAX_ANSWER_BYTES);
        var report = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        for (var packet = packets.next(); packet.isPresent(); packet = packets.next()) {
            var bytes = packet.get();
            int band = bytes.length == 0 ? 0 : bytes[0];
            switch (band) {
                case DATA -> append(report, bytes, MAX_REPORT_BYTES);
                case MESSAGE -> append(messages, bytes, MAX_MESSAGE_BYTES);
                case FATAL ->
                    throw new IOException("the server aborted: "
                            + Quoted.whole(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8).strip()));
                default -> throw new IOException("a packet without a band");
            }
        }
        return parse(
                new PacketReader(new ByteArrayInputStream(report.toByteArray()), MAX_REPORT_BYTES),
                ref,
                messages.toString(StandardCharsets.UTF_8));
    }

    private static void append(ByteArrayOutputStream to, byte[] packet, int limit) {
        to.write(packet, 1, Math.min(packet.length - 1, limit - to.size()));
    }

    private static PushReport parse(PacketReader lines, String ref, String messages) throws IOException {
        var unpack = line(lines);
        if (unpack.filter(line -> line.startsWith(UNPACK)).isEmpty()) {
            throw new IOException("the answer to the push is not a report");
        }
        var unpacked = unpack.get().substring(UNPACK.length());
        var command = line(lines).orElseThrow(() -> new IOException("the answer to the push mentions no branch"));
        if (line(lines).isPresent()) {
            throw new IOException("the answer to the push mentions several branches");
        }
        if (command.equals(OK + " " + ref) && unpacked.equals(OK)) {
            return new PushReport(true, "", "", messages);
        }
        var refused = "ng " + ref;
        if (!command.equals(refused) && !command.startsWith(refused + " ")) {
            throw new IOException("the answer to the push does not mention the branch");
        }
        return new PushReport(
                false,
                unpacked.equals(OK) ? "" : unpacked,
                command.substring(refused.length()).strip(),
                messages);
    }

    private static Optional<String> line(PacketReader lines) throws IOException {
        return lines.next().map(bytes -> new String(bytes, StandardCharsets.UTF_8).stripTrailing());
    }

    /** The report with the words of the server changed before they are shown. */
    PushReport withWords(UnaryOperator<String> change) {
        return new PushReport(moved, change.apply(unpacked), change.apply(reason), change.apply(messages));
    }

    PushAnswer answer() {
        return moved ? new PushAnswer.Accepted() : new PushAnswer.Refused(this);
    }
}
