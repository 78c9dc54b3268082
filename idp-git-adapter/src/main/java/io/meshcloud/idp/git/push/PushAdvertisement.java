// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.transport.PacketReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What {@code git receive-pack} says first: its refs (only one is kept) and its capabilities. A server without refs
 * must say so with the name {@code capabilities^{}}: no answer does not mean an empty repository.
 *
 * <p>Source: Git's {@code gitprotocol-pack}, "Reference Discovery".
 *
 * @param tip the commit of the branch; the zero id if there is no such branch
 */
record PushAdvertisement(PushCapabilities capabilities, ObjectId tip) {
    /** Some hundred thousand refs. They are not kept. */
    static final long MAX_BYTES = 64L << 20;

    private static final String VERSION_1 = "version 1";
    private static final String ERROR = "ERR ";

    /**
     * @param ref the branch to look for
     * @throws IOException if this is not a complete advertisement
     */
    static PushAdvertisement read(InputStream in, String ref) throws IOException {
        var packets = new PacketReader(in, MAX_BYTES);
        var first = line(packets.next().orElseThrow(PushAdvertisement::notAnAdvertisement));
        if (first.equals(VERSION_1)) {
            first = line(packets.next().orElseThrow(PushAdvertisement::notAnAdvertisement));
        }
        if (first.startsWith(ERROR)) {
            throw new IOException("the server answers " + Quoted.of(first.substring(ERROR.length())));
        }
        int end = first.indexOf('\0');
        if (end < 0) {
            throw notAnAdvertisement();
        }
        var offered = Arrays.stream(first.substring(end + 1).split(" ")).collect(Collectors.toUnmodifiableSet());
        var capabilities = PushCapabilities.of(offered);
        var tip = tipIn(first.substring(0, end), ref, ObjectId.zeroId());
        for (var packet = packets.next(); packet.isPresent(); packet = packets.next()) {
            tip = tipIn(line(packet.get()), ref, tip);
        }
        return new PushAdvertisement(capabilities, tip);
    }

    /** Over HTTP, a first section names the service. */
    static PushAdvertisement readHttp(InputStream in, String ref) throws IOException {
        var start = new PacketReader(in, MAX_BYTES);
        var service = start.next().map(PushAdvertisement::line);
        if (service.filter(("# service=" + HttpPush.SERVICE)::equals).isEmpty()
                || start.next().isPresent()) {
            throw notAnAdvertisement();
        }
        return read(in, ref);
    }

    private static ObjectId tipIn(String line, String ref, ObjectId before) throws IOException {
        int space = line.indexOf(' ');
        if (space != Constants.OBJECT_ID_STRING_LENGTH || !ObjectId.isId(line.substring(0, space))) {
            if (line.startsWith("shallow ")) {
                return before;
            }
            throw notAnAdvertisement();
        }
        return line.substring(space + 1).equals(ref) ? ObjectId.fromString(line.substring(0, space)) : before;
    }

    private static String line(byte[] packet) {
        var text = new String(packet, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static IOException notAnAdvertisement() {
        return new IOException("the server answers, but not as git receive-pack");
    }
}
