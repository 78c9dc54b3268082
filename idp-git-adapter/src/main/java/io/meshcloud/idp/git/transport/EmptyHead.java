package io.meshcloud.idp.git.transport;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.config.GitConfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;
import org.eclipse.jgit.util.io.InterruptTimer;
import org.eclipse.jgit.util.io.TimeoutInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server which branch its {@code HEAD} names although there is none yet. JGit does not ask, so these few lines
 * of Git's protocol are spoken here.
 *
 * <p>Source: Git's protocol version 2, command {@code ls-refs} with {@code unborn}.
 */
public final class EmptyHead {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyHead.class);
    private static final String VERSION_2 = "version=2";

    private EmptyHead() {}

    /** The branch that the remote's {@code HEAD} names; empty if the remote does not report it. */
    public static Optional<String> of(GitConfig config, RemoteUrl url) {
        try {
            return switch (url.kind()) {
                case LOCAL -> LocalRepository.at(url.path()).headBranch();
                case HTTP -> overHttp(config, url);
                case SSH -> overSsh(config, url.uri());
                case GIT -> Optional.empty();
            };
        } catch (IOException e) {
            LOG.debug("{} does not report the branch of its HEAD: {}", url, e.toString());
            return Optional.empty();
        }
    }

    private static Optional<String> overHttp(GitConfig config, RemoteUrl url) throws IOException {
        var connections = new HttpConnections(config, url);
        var service = url.uri().toString().replaceAll("/+$", "");
        var advertisement = open(config, connections, service + "/info/refs?service=git-upload-pack");
        if (advertisement.getResponseCode() != HttpConnection.HTTP_OK) {
            return Optional.empty();
        }
        try (var in = advertisement.getInputStream()) {
            if (!tellsUnborn(new PacketLineIn(in))) {
                return Optional.empty();
            }
        }
        var answer = open(config, connections, service + "/git-upload-pack");
        answer.setRequestMethod("POST");
        answer.setDoOutput(true);
        answer.setRequestProperty("Content-Type", "application/x-git-upload-pack-request");
        try (var out = answer.getOutputStream()) {
            ask(out);
        }
        if (answer.getResponseCode() != HttpConnection.HTTP_OK) {
            return Optional.empty();
        }
        try (var in = answer.getInputStream()) {
            return read(new PacketLineIn(in));
        }
    }

    private static HttpConnection open(GitConfig config, HttpConnections connections, String url) throws IOException {
        int timeout = Math.toIntExact(config.timeout().toMillis());
        var connection = connections.create(URI.create(url).toURL());
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(timeout);
        connection.setRequestProperty("Git-Protocol", VERSION_2);
        return connection;
    }

    static Optional<String> overSsh(GitConfig config, URIish uri) throws IOException {
        int seconds = Math.toIntExact(config.timeout().toSeconds());
        try (var sessions = new SshSessions(config)) {
            var session = sessions.getSession(uri, null, FS.DETECTED, seconds * 1000);
            try {
                var command = "git-upload-pack " + QuotedString.BOURNE.quote(uri.getPath());
                var process = session.exec(command, Map.of("GIT_PROTOCOL", VERSION_2), seconds);
                var timer = new InterruptTimer();
                try {
                    // A session limits its opening only.
                    var in = new TimeoutInputStream(process.getInputStream(), timer);
                    in.setTimeout(seconds * 1000);
                    return converse(in, process.getOutputStream());
                } finally {
                    timer.terminate();
                    process.destroy();
                }
            } finally {
                session.disconnect();
            }
        }
    }

    private static Optional<String> converse(InputStream in, OutputStream out) throws IOException {
        var lines = new PacketLineIn(in);
        if (!tellsUnborn(lines)) {
            return Optional.empty();
        }
        ask(out);
        out.flush();
        return read(lines);
    }

    /** Over HTTP a first section names the service; the capabilities are the first or the second one. */
    private static boolean tellsUnborn(PacketLineIn lines) throws IOException {
        boolean versionTwo = false;
        boolean unborn = false;
        for (int section = 0; section < 2 && !versionTwo; section++) {
            for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
                versionTwo |= line.equals("version 2");
                unborn |= line.startsWith("ls-refs=") && line.contains("unborn");
            }
        }
        return versionTwo && unborn;
    }

    private static void ask(OutputStream to) throws IOException {
        var out = new PacketLineOut(to);
        out.setFlushOnEnd(false);
        out.writeString("command=ls-refs\n");
        out.writeDelim();
        out.writeString("symrefs\n");
        out.writeString("unborn\n");
        out.writeString("ref-prefix HEAD\n");
        out.end();
    }

    private static Optional<String> read(PacketLineIn lines) throws IOException {
        var start = "unborn HEAD symref-target:";
        for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            if (line.startsWith(start) && Heads.isBranch(line.substring(start.length()))) {
                return Optional.of(Repository.shortenRefName(line.substring(start.length())));
            }
        }
        return Optional.empty();
    }
}
