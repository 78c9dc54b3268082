// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.GitHttpConnection;
import io.meshcloud.idp.git.transport.GitProblems;
import io.meshcloud.idp.git.transport.HttpConnections;
import io.meshcloud.idp.git.transport.Supervised;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A push over HTTP in a single request: the ref update and a pack of exactly the new objects. JGit lists all refs
 * before each push and walks the old trees to find what is new, which costs more than the server's own work; here the
 * new objects are known. Only the server compares the branch with the expected commit.
 *
 * <p>Source: Git's {@code gitprotocol-http} and {@code gitprotocol-pack}, "Reference Update Request". The server's
 * capabilities are read once; a client must not use others.
 */
final class HttpPush implements Push {
    static final String SERVICE = "git-receive-pack";

    private static final Logger LOG = LoggerFactory.getLogger(HttpPush.class);

    private final GitConfig config;
    private final RemoteUrl url;

    /** What was found out about the server; empty until it is known, and again after an unexpected answer. */
    private volatile Optional<Server> known = Optional.empty();

    HttpPush(GitConfig config, RemoteUrl url) {
        this.config = config;
        this.url = url;
    }

    /**
     * The server to push to.
     *
     * @param base the repository's URL after redirects
     */
    private record Server(URI base, PushCapabilities capabilities) {}

    /**
     * A server that was just asked.
     *
     * @param tip the commit of the branch there
     */
    private record Discovered(Server server, ObjectId tip) {}

    @Override
    public PushAnswer send(PushPermit permit, BranchUpdate update) {
        var server = known;
        if (server.isPresent()) {
            return exchange(permit, server.get(), update);
        }
        var found = discover(update.ref());
        known = Optional.of(found.server());
        return found.tip().equals(update.expected())
                ? exchange(permit, found.server(), update)
                : new PushAnswer.NotSent();
    }

    private Discovered discover(String ref) {
        var connections = new HttpConnections(config, url);
        try {
            try {
                return discover(connections, ref);
            } catch (IOException e) {
                if (!connections.findsAnotherLogin()) {
                    throw e;
                }
            }
            connections = new HttpConnections(config, url);
            return discover(connections, ref);
        } catch (IOException e) {
            throw GitProblems.ofHttp(url, connections, transportFailure(e));
        }
    }

    private Discovered discover(HttpConnections connections, String ref) throws IOException {
        var supervised = Supervised.push(config.timeout());
        return supervised.call(() -> discover(supervised, connections, ref), connections::disconnect);
    }

    private static Discovered discover(Supervised supervised, HttpConnections connections, String ref)
            throws IOException {
        var found = connections.follow("/info/refs?service=" + SERVICE);
        int status = found.connection().getResponseCode();
        if (status != HttpConnection.HTTP_OK) {
            throw new IOException("status " + status);
        }
        try (var in = supervised.watched(found.connection().getInputStream())) {
            var advertisement = PushAdvertisement.readHttp(in, ref);
            return new Discovered(new Server(found.base(), advertisement.capabilities()), advertisement.tip());
        }
    }

    private PushAnswer exchange(PushPermit permit, Server server, BranchUpdate update) {
        var connections = new HttpConnections(config, url);
        GitHttpConnection connection;
        try {
            connection = connect(connections, server);
        } catch (IOException e) {
            throw GitProblems.ofHttp(url, connections, transportFailure(e));
        }
        return exchange(permit, connections, connection, server.capabilities(), update);
    }

    private GitHttpConnection connect(HttpConnections connections, Server server) throws IOException {
        var connection = connections.open(server.base(), "/" + SERVICE);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-" + SERVICE + "-request");
        connection.setRequestProperty("Accept", "application/x-" + SERVICE + "-result");
        return connection;
    }

    /** From here on, bytes may have left: everything but a complete report is a doubt. */
    private PushAnswer exchange(
            PushPermit permit,
            HttpConnections connections,
            GitHttpConnection connection,
            PushCapabilities capabilities,
            BranchUpdate update) {
        permit.use();
        try {
            var request = update.request(capabilities);
            var supervised = Supervised.push(config.timeout());
            return supervised
                    .call(
                            () -> report(supervised, connection, request, capabilities, update.ref()),
                            connection::disconnect)
                    .withWords(connections::withoutSecret)
                    .answer();
        } catch (IOException | RuntimeException | Error e) {
            LOG.debug("{} gave no report of a push: {}", url, e.toString());
            known = Optional.empty();
            var failure = e instanceof IOException io ? io : new IOException(e.toString(), e);
            return new PushAnswer.Doubtful(
                    GitProblems.ofPushAnswer(url, connections, transportFailure(failure)), false);
        }
    }

    private static PushReport report(
            Supervised supervised,
            GitHttpConnection connection,
            BranchUpdate.Request request,
            PushCapabilities capabilities,
            String ref)
            throws IOException {
        // Avoids a copy, and a repetition of the request by the HTTP client.
        connection.setFixedLengthStreamingMode(request.size());
        try (var out = supervised.watched(connection.getOutputStream())) {
            request.writeTo(out);
        }
        int status = connection.getResponseCode();
        if (status != HttpConnection.HTTP_OK) {
            throw new IOException("status " + status);
        }
        try (var in = supervised.watched(connection.getInputStream())) {
            return PushReport.read(in, capabilities, ref);
        }
    }

    private TransportException transportFailure(IOException cause) {
        return cause instanceof TransportException known
                ? known
                : new TransportException(url.uri(), String.valueOf(cause.getMessage()), cause);
    }
}
