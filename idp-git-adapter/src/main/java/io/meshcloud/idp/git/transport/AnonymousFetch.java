// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.RefSpec;

/**
 * A fetch over Git's own protocol. JGit's class for it has no limits on what a server may answer.
 *
 * <p>Source: Git's {@code gitprotocol-pack}, "Git Transport".
 */
final class AnonymousFetch extends BasePackFetchConnection {
    private static final int GIT_PORT = 9418;
    private static final long MAX_PACK_BYTES = 4L << 30;
    private static final Duration MAX_TIME = Duration.ofMinutes(10);

    private final Socket socket;

    private AnonymousFetch(PackTransport transport, Socket socket) throws IOException {
        super(transport);
        this.socket = socket;
        var answer = new LimitedInput(new BufferedInputStream(socket.getInputStream()), MAX_PACK_BYTES, MAX_TIME);
        init(new LimitedPackets(answer), new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * @param more names of refs that are asked for in addition
     */
    static AnonymousFetch open(
            GitConfig config, RemoteUrl url, PackTransport transport, List<RefSpec> refs, String... more)
            throws TransportException {
        try {
            var socket = connect(config, url);
            try {
                var fetch = new AnonymousFetch(transport, socket);
                fetch.begin(url, refs, more);
                return fetch;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            throw new TransportException(url.uri(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A connection to the server, in which nothing was sent. */
    static Socket connect(GitConfig config, RemoteUrl url) throws IOException {
        var uri = url.uri();
        int port = uri.getPort() > 0 ? uri.getPort() : GIT_PORT;
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(uri.getHost(), port),
                    Math.toIntExact(config.timeout().toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The first line of the protocol: it names the program to start and the repository. */
    static String request(String program, RemoteUrl url) {
        var uri = url.uri();
        var host = uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
        return program + " " + uri.getPath() + "\0host=" + host + "\0";
    }

    private void begin(RemoteUrl url, List<RefSpec> refs, String... more) throws IOException {
        pckOut.writeString(request("git-upload-pack", url) + "\0version=2\0");
        pckOut.flush();
        if (!readAdvertisedRefs()) {
            lsRefs(refs, more);
        }
    }

    @Override
    public void close() {
        super.close();
        ReceivePackPipe.closeQuietly(socket);
    }
}
