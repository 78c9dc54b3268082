package io.meshcloud.idp.git.push;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.transport.HttpConnections;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.Failures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
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
 * A push over HTTP in one request: the branch's move and a pack of exactly the new objects. JGit asks for all branches
 * before each push and walks the old state's folders to find out what is new, which costs more than the server's own work;
 * here it is known. The comparison is the server's, and it is the only one there is. Whatever is not as expected is left
 * to another push.
 *
 * <p>Source: Git's {@code gitprotocol-http} and {@code gitprotocol-pack}, "Reference Update Request". What the server can
 * do is asked once, as a client must not use what was not offered.
 */
public final class DirectPush implements Push {
    private static final Logger LOG = LoggerFactory.getLogger(DirectPush.class);

    private static final String SERVICE = "git-receive-pack";
    private static final Set<String> NEEDED = Set.of("report-status", "side-band-64k");
    private static final int SERVER_ERROR = 500;
    private static final String OBJECT_FORMAT = "object-format=sha1";

    private final GitConfig config;
    private final RemoteUrl url;
    private final Push otherwise;

    /** What we ask the server to do; empty until it is known. */
    private volatile Optional<String> capabilities = Optional.empty();

    /**
     * @param otherwise pushes where this cannot
     */
    public DirectPush(GitConfig config, RemoteUrl url, Push otherwise) {
        this.config = config;
        this.url = url;
        this.otherwise = otherwise;
    }

    @Override
    public PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException {
        var offered = offered();
        if (offered.isEmpty()) {
            return otherwise.push(ref, expected, commits);
        }
        var answer = send(ref, expected, commits, offered.get());
        return answer.isPresent() ? answer.get() : doubted(otherwise.push(ref, expected, commits));
    }

    /** Who answered so oddly may have passed the first request on: then it is ours that moved the branch. */
    private static PushAnswer doubted(PushAnswer answer) {
        return answer.kind() == PushAnswer.Kind.MOVED
                ? new PushAnswer(PushAnswer.Kind.REFUSED, "the branch is elsewhere", "", null, false)
                : answer;
    }

    private Optional<String> offered() {
        if (capabilities.isEmpty()) {
            try {
                capabilities = ask();
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("{} does not tell what it can do: {}", url, e.toString());
            }
        }
        return capabilities;
    }

    private Optional<String> ask() throws IOException {
        var connection = open(new HttpConnections(config, url), "/info/refs?service=" + SERVICE);
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
            return wanted(first);
        }
    }

    /** From the first line: an id, a name and, behind a NUL, all that the server can do. */
    private static Optional<String> wanted(String first) {
        var words = Arrays.stream(first.substring(first.indexOf('\0') + 1).split(" "))
                .collect(Collectors.toUnmodifiableSet());
        if (!words.containsAll(NEEDED)) {
            return Optional.empty();
        }
        return Optional.of(
                Stream.concat(NEEDED.stream().sorted(), Stream.of(OBJECT_FORMAT).filter(words::contains))
                        .collect(Collectors.joining(" ")));
    }

    private Optional<PushAnswer> send(String ref, ObjectId expected, NewCommits commits, String wanted)
            throws IOException {
        var connections = new HttpConnections(config, url);
        var connection = open(connections, "/" + SERVICE);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-" + SERVICE + "-request");
        connection.setRequestProperty("Accept", "application/x-" + SERVICE + "-result");
        var command = command(expected.name() + " " + commits.tip().name() + " " + ref + "\0 " + wanted);
        var pack = PushPack.of(commits.objects());
        // A copy less, and nobody sends it twice without our knowing.
        connection.setFixedLengthStreamingMode(Math.toIntExact(command.length + pack.size()));
        try {
            connection.connect();
        } catch (IOException e) {
            throw Failures.ofHttp(
                    url, connections, new TransportException(url.uri(), String.valueOf(e.getMessage()), e));
        }
        try {
            Upload.send(connection.getOutputStream(), config.timeout(), out -> {
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
                LOG.debug("{} answers a direct push with {}", url, status);
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
        return PushAnswer.lost(Failures.ofHttp(url, connections, failure), cause instanceof IOException, failure);
    }

    private static byte[] command(String line) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var lines = new PacketLineOut(bytes);
        lines.setFlushOnEnd(false);
        lines.writePacket(line.getBytes(StandardCharsets.UTF_8));
        lines.end();
        return bytes.toByteArray();
    }

    private HttpConnection open(HttpConnections connections, String path) throws IOException {
        int timeout = Math.toIntExact(config.timeout().toMillis());
        var service = url.uri().toString().replaceAll("/+$", "");
        var connection = connections.create(URI.create(service + path).toURL());
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(timeout);
        return connection;
    }
}
