// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.ReceivePackPipe;
import io.meshcloud.idp.git.transport.Supervised;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A push through a pipe to {@code git receive-pack}: over ssh, over Git's own protocol, or on this machine. The report
 * is read while the pack is written, because a server that refuses early stops reading.
 *
 * @param config the timeout, and how the remote is reached
 */
record PipePush(GitConfig config, RemoteUrl url) implements Push {
    private static final Logger LOG = LoggerFactory.getLogger(PipePush.class);
    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);

    @Override
    public PushAnswer send(PushPermit permit, BranchUpdate update) {
        try (var pipe = open()) {
            var capabilities = capabilities(pipe, update);
            return capabilities.isEmpty()
                    ? new PushAnswer.NotSent()
                    : exchange(permit, pipe, capabilities.get(), update);
        }
    }

    private ReceivePackPipe open() {
        try {
            return ReceivePackPipe.open(config, url);
        } catch (IOException e) {
            throw ReceivePackPipe.problem(url, e);
        }
    }

    /** Empty if the branch is not at the expected commit; then nothing is pushed. */
    private Optional<PushCapabilities> capabilities(ReceivePackPipe pipe, BranchUpdate update) {
        var supervised = Supervised.push(config.timeout());
        try {
            return supervised.call(
                    () -> {
                        var advertisement = advertisement(supervised, pipe, update.ref());
                        if (advertisement.tip().equals(update.expected())) {
                            return Optional.of(advertisement.capabilities());
                        }
                        pipe.out().write(FLUSH);
                        pipe.out().flush();
                        return Optional.empty();
                    },
                    pipe::kill);
        } catch (IOException e) {
            pipe.kill();
            throw ReceivePackPipe.problem(url, e);
        }
    }

    private static PushAdvertisement advertisement(Supervised supervised, ReceivePackPipe pipe, String ref)
            throws IOException {
        try {
            return PushAdvertisement.read(supervised.watched(pipe.in()), ref);
        } catch (EOFException e) {
            throw pipe.endedEarly(e);
        }
    }

    /** From here on, bytes may have left: everything but a complete report is a doubt. */
    private PushAnswer exchange(
            PushPermit permit, ReceivePackPipe pipe, PushCapabilities capabilities, BranchUpdate update) {
        permit.use();
        try {
            var request = update.request(capabilities);
            var supervised = Supervised.push(config.timeout());
            return supervised
                    .call(
                            () -> {
                                Supervised.start("idp-push-pack", () -> write(supervised, pipe, request));
                                return PushReport.read(supervised.watched(pipe.in()), capabilities, update.ref());
                            },
                            pipe::kill)
                    .answer();
        } catch (IOException | RuntimeException | Error e) {
            pipe.kill();
            var failure = e instanceof IOException known ? known : new IOException(e.toString(), e);
            return new PushAnswer.Doubtful(ReceivePackPipe.problem(url, failure), pipe.end());
        }
    }

    private static void write(Supervised supervised, ReceivePackPipe pipe, BranchUpdate.Request request) {
        try {
            request.writeTo(supervised.watched(pipe.out()));
        } catch (IOException | RuntimeException e) {
            // The server has stopped reading. Its report, or the end of its answer, is what counts.
            LOG.debug("the pack was not sent completely: {}", e.toString());
        }
    }
}
