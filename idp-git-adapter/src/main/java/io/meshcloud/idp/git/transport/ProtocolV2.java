// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.io.InterruptTimer;
import org.eclipse.jgit.util.io.TimeoutInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two queries of Git's protocol version 2 that JGit does not send: which branch the {@code HEAD} of an empty repository
 * names, and whether a repository uses SHA-256 object names, on which JGit fails without a clear message.
 *
 * <p>Source: Git's protocol version 2, command {@code ls-refs} with {@code unborn}, and capability
 * {@code object-format}.
 */
public final class ProtocolV2 {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolV2.class);
    private static final String VERSION_2 = "version=2";
    private static final String SHA_256 = "object-format=sha256";

    private ProtocolV2() {}

    /** The branch that the {@code HEAD} of an empty repository names; empty if the remote does not report it. */
    public static Optional<String> headOfEmpty(GitConfig config, RemoteUrl url) {
        try {
            return switch (url.kind()) {
                case LOCAL -> LocalRepository.at(url.path()).headBranch();
                case HTTP -> overHttp(new HttpConnections(config, url));
                case SSH -> overSsh(config, url.uri());
                case GIT -> Optional.empty();
            };
        } catch (IOException e) {
            LOG.debug("{} does not report the branch of its HEAD: {}", url, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Whether an HTTP server reports a repository with SHA-256 object names; false if it does not report the format.
     */
    @SuppressWarnings("try") // the deadline runs, and is not used
    static boolean isSha256(GitConfig config, RemoteUrl url) {
        var connections = new HttpConnections(config, url);
        try (var deadline = connections.deadline()) {
            var advertisement = advertisement(connections);
            if (advertisement.getResponseCode() != HttpConnection.HTTP_OK) {
                return false;
            }
            try (var in = advertisement.getInputStream()) {
                return advertisesSha256(new PacketLineIn(in));
            }
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static HttpConnection advertisement(HttpConnections connections) throws IOException {
        var connection = connections.open("/info/refs?service=git-upload-pack");
        connection.setRequestProperty("Git-Protocol", VERSION_2);
        return connection;
    }

    @SuppressWarnings("try") // the deadline runs, and is not used
    private static Optional<String> overHttp(HttpConnections connections) throws IOException {
        try (var deadline = connections.deadline()) {
            return headOverHttp(connections);
        }
    }

    private static Optional<String> headOverHttp(HttpConnections connections) throws IOException {
        var advertisement = advertisement(connections);
        if (advertisement.getResponseCode() != HttpConnection.HTTP_OK) {
            return Optional.empty();
        }
        try (var in = advertisement.getInputStream()) {
            if (!advertisesUnborn(new PacketLineIn(in))) {
                return Optional.empty();
            }
        }
        var answer = connections.open("/git-upload-pack");
        answer.setRequestProperty("Git-Protocol", VERSION_2);
        answer.setRequestMethod("POST");
        answer.setDoOutput(true);
        answer.setRequestProperty("Content-Type", "application/x-git-upload-pack-request");
        try (var out = answer.getOutputStream()) {
            requestHead(out);
        }
        if (answer.getResponseCode() != HttpConnection.HTTP_OK) {
            return Optional.empty();
        }
        try (var in = answer.getInputStream()) {
            return unbornHead(new PacketLineIn(in));
        }
    }

    private static Optional<String> overSsh(GitConfig config, URIish uri) throws IOException {
        int seconds = Math.toIntExact(config.timeout().toSeconds());
        try (var sessions = new SshSessions(config)) {
            var session = new LimitedSshSessions(sessions).getSession(uri, null, FS.DETECTED, seconds * 1000);
            try {
                var command = SshSessions.command("git-upload-pack", uri);
                var process = session.exec(command, Map.of("GIT_PROTOCOL", VERSION_2), seconds);
                var timer = new InterruptTimer();
                try {
                    // The timeout of a session applies to its opening only.
                    var in = new TimeoutInputStream(process.getInputStream(), timer);
                    in.setTimeout(seconds * 1000);
                    return request(in, process.getOutputStream());
                } finally {
                    timer.terminate();
                    process.destroy();
                }
            } finally {
                session.disconnect();
            }
        }
    }

    private static Optional<String> request(InputStream in, OutputStream out) throws IOException {
        var lines = new PacketLineIn(in);
        if (!advertisesUnborn(lines)) {
            return Optional.empty();
        }
        requestHead(out);
        out.flush();
        return unbornHead(lines);
    }

    /** Over HTTP the first section may name the service; the capabilities follow in the same or the second section. */
    private static boolean advertisesUnborn(PacketLineIn lines) throws IOException {
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

    /** A first section names the service; the second begins with the version, or with a ref and its capabilities. */
    private static boolean advertisesSha256(PacketLineIn lines) throws IOException {
        for (int section = 0; section < 2; section++) {
            for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
                if (Arrays.asList(line.replace('\0', ' ').split(" ")).contains(SHA_256)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void requestHead(OutputStream to) throws IOException {
        var out = new PacketLineOut(to);
        out.setFlushOnEnd(false);
        out.writeString("command=ls-refs\n");
        out.writeDelim();
        out.writeString("symrefs\n");
        out.writeString("unborn\n");
        out.writeString("ref-prefix HEAD\n");
        out.end();
    }

    private static Optional<String> unbornHead(PacketLineIn lines) throws IOException {
        var start = "unborn HEAD symref-target:";
        for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
            if (line.startsWith(start) && RemoteBranches.isBranch(line.substring(start.length()))) {
                return Optional.of(Repository.shortenRefName(line.substring(start.length())));
            }
        }
        return Optional.empty();
    }
}
