// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.git.object.NewCommits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * The update of one branch: all that a push sends.
 *
 * @param ref the branch
 * @param expected the commit that the branch must be at; the zero id if the branch must not exist
 * @param commits the new commits
 */
public record BranchUpdate(String ref, ObjectId expected, NewCommits commits) {

    ObjectId tip() {
        return commits.tip();
    }

    /** The request: one ref update, and a pack of exactly the new objects. */
    Request request(PushCapabilities capabilities) throws IOException {
        var command = new ByteArrayOutputStream();
        var lines = new PacketLineOut(command);
        lines.setFlushOnEnd(false);
        var line = expected.name() + " " + tip().name() + " " + ref + "\0 " + capabilities.requested();
        lines.writePacket(line.getBytes(StandardCharsets.UTF_8));
        lines.end();
        return new Request(Bytes.of(command.toByteArray()), PushPack.of(commits.objects()));
    }

    /**
     * The bytes of a push.
     *
     * @param command the ref update, with a flush packet
     * @param pack the new objects
     */
    record Request(Bytes command, PushPack pack) {
        long size() {
            return command.size() + pack.size();
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(command.toArray());
            pack.writeTo(out);
            out.flush();
        }
    }
}
