// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.transport.GitProblems;
import io.meshcloud.idp.git.transport.HttpConnections;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A push over HTTP in a single request: the ref update and a pack of exactly the new objects. JGit lists all refs
 * before each push and walks the old trees to find what is new, which costs more than the server's own work; here the
 * new objects are known. Only the server compares. Anything unexpected is left to another push.
 *
 * <p>Source: Git's {@code gitprotocol-http} and {@code gitprotocol-pack}, "Reference Update Request". The server's
 * capabilities are read once; a client must not use others.
 */
public final class DirectPush implements Push {
    private static final Logger LOG = LoggerFactory.getLogger(DirectPush.class);

    private static final String SERVICE = "git-receive-pack";
    private static final Set<String> REQUIRED = Set.of("report-status", "side-band-64k");
    private static final int SERVER_ERROR = 500;
    private static final String OBJECT_FORMAT = "object-format=sha1";

    private final GitConfig config;
    private final RemoteUrl url;
    private final Push fallback;

    /** The capabilities to request; empty until they are known. */
    private volatile Optional<String> capabilities = Optional.empty();

    /**
     * @param fallback the push to use if a direct one is not possible
     */
    public DirectPush(GitConfig config, RemoteUrl url, Push fallback) {
        this.config = config;
        this.url = url;
        this.fallback = fallback;
    }

    @Override
    public PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException {
        var requested = capabilities();
        if (requested.isEmpty()) {
            return fallback.push(ref, expected, commits);
        }
        var answer = send(ref, expected, commits, requested.get());
        return answer.isPresent() ? answer.get() : withoutMoved(fallback.push(ref, expected, commits));
    }

    /**
     * The server may have executed the first request despite its unexpected answer; then our own push moved the branch.
     */
    private static PushAnswer withoutMoved(PushAnswer answer) {
        return answer.kind() == PushAnswer.Kind.MOVED
                ? new PushAnswer(PushAnswer.Kind.REFUSED, "the branch moved", "", null, false)
                : answer;
    }

    private Optional<String> capabilities() {
        if (capabilities.isEmpty()) {
            try {
                capabilities = readCapabilities();
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("{} does not report its capabilities: {}", url, e.toString());
            }
        }
        return capabilities;
    }

    private Optional<String> readCapabilities() throws IOException {
        var connection = new HttpConnections(config, url).open("/info/refs?service=" + SERVICE);
        if (connection.getResponseCode() != HttpConnection.HTTP_OK) {
            return Optional.empty();
        }
        try (var in = connection.getInputStream()) {
            var lines = new PacketLineIn(in);
            if (!lines.readString().equals("# service=" + SERVICE) || !PacketLineIn.isEnd(lines.readString())) {
                return Optional.empty();
            }
            var first = lines.readString();
            in.readAllBytes();
            return select(first);
        }
    }

    /** From the first line: an id, a ref name and, after a NUL, the capabilities. */
    private static Optional<String> select(String first) {
        var offered = Arrays.stream(first.substring(first.indexOf('\0') + 1).split(" "))
                .collect(Collectors.toUnmodifiableSet());
        if (!offered.containsAll(REQUIRED)) {
            return Optional.empty();
        }
        return Optional.of(Stream.concat(
                        REQUIRED.stream().sorted(), Stream.of(OBJECT_FORMAT).filter(offered::contains))
                .collect(Collectors.joining(" ")));
    }

    private Optional<PushAnswer> send(String ref, ObjectId expected, NewCommits commits, String requested)
            throws IOException {
        var connections = new HttpConnections(config, url);
        var connection = connections.open("/" + SERVICE);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-" + SERVICE + "-request");
        connection.setRequestProperty("Accept", "application/x-" + SERVICE + "-result");
        var command = command(expected.name() + " " + commits.tip().name() + " " + ref + "\0 " + requested);
        var pack = PushPack.of(commits.objects());
        // Avoids a copy, and a repetition of the request by the HTTP client.
        connection.setFixedLengthStreamingMode(Math.toIntExact(command.length + pack.size()));
        try {
            connection.connect();
        } catch (IOException e) {
            throw GitProblems.ofHttp(
                    url, connections, new TransportException(url.uri(), String.valueOf(e.getMessage()), e));
        }
        try {
            RequestUpload.send(connection.getOutputStream(), config.timeout(), out -> {
                out.write(command);
                pack.writeTo(out);
            });
            int status = connection.getResponseCode();
            if (status == HttpConnection.HTTP_OK) {
                try (var in = connection.getInputStream()) {
                    return Optional.of(PushReport.read(in, ref).answer());
                }
            }
            if (status < SERVER_ERROR) {
                LOG.debug("{} answered a direct push with {}", url, status);
                capabilities = Optional.empty();
                return Optional.empty();
            }
            return Optional.of(lost(connections, new IOException("status " + status)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(lost(connections, e));
        }
    }

    private PushAnswer lost(HttpConnections connections, Exception cause) {
        var failure = new TransportException(url.uri(), String.valueOf(cause.getMessage()), cause);
        return PushAnswer.lost(GitProblems.ofHttp(url, connections, failure), cause instanceof IOException, failure);
    }

    private static byte[] command(String line) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var lines = new PacketLineOut(bytes);
        lines.setFlushOnEnd(false);
        lines.writePacket(line.getBytes(StandardCharsets.UTF_8));
        lines.end();
        return bytes.toByteArray();
    }
}
