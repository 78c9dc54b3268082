// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server on loopback for the bare repositories below a folder: {@code git http-backend} as a CGI program of
 * lighttpd, with hooks, and optionally with basic authentication and TLS. The server can be stopped and started again
 * on its port, and ends when this JVM ends for any reason. If a program is missing, the test is skipped, see
 * {@link io.meshcloud.idp.testkit.RealPart}.
 *
 * <p>A push that is in progress while the server is stopped may still reach the branch, as with any server.
 */
public final class GitServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final long PAUSE_MILLIS = 5;
    private static final int PORTS_TRIED = 5;

    /** The shell stops the server when its standard input ends, which happens when this JVM ends. */
    private static final String ENDS_WITH_ITS_INPUT =
            "\"$0\" -D -f \"$1\" & server=$!; read -r nothing; kill $server; wait $server";

    private final GitServerFolder folder;
    private int port;
    private @Nullable Process process;

    private GitServer(GitServerFolder folder) {
        this.folder = folder;
    }

    /** A server for the repositories in this folder, to be started. */
    public static Builder in(Path root) {
        return new Builder(root);
    }

    /** The settings of the server. */
    public static final class Builder {
        private final Path root;
        private @Nullable String user;
        private String password = "";
        private @Nullable String certified;
        private boolean keepAlive = true;

        private Builder(Path root) {
            this.root = root;
        }

        /** Requires this user and password; by default everyone may read and push. */
        public Builder basicAuth(String name, String secret) {
            user = name;
            password = secret;
            return this;
        }

        /** Uses TLS with a new self-signed certificate, see {@link GitServer#certificate()}. */
        public Builder tls() {
            certified = "IP:127.0.0.1,DNS:localhost";
            return this;
        }

        /** Uses TLS with a new self-signed certificate for another name than this machine's. */
        public Builder tlsFor(String name) {
            certified = "DNS:" + name;
            return this;
        }

        /** Whether a connection may carry several requests; true by default. */
        public Builder keepAlive(boolean wanted) {
            keepAlive = wanted;
            return this;
        }

        /** Starts the server on a free port, and returns when it accepts connections. */
        public GitServer start() throws IOException {
            var server = new GitServer(GitServerFolder.create(root, user, password, certified, keepAlive));
            try {
                server.startOnFreePort();
                return server;
            } catch (IOException | RuntimeException | Error e) {
                server.close();
                throw e;
            }
        }
    }

    private void startOnFreePort() throws IOException {
        for (int tried = 1; ; tried++) {
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            try {
                start();
                return;
            } catch (IOException e) {
                // Another process may have taken the port since.
                if (tried == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    /**
     * Requires another user and password from now on; only for a server that was built with {@link Builder#basicAuth}.
     */
    public void changeUser(String user, String password) throws IOException {
        folder.writeUser(user, password);
    }

    /** Starts the server again on the same port. */
    public void start() throws IOException {
        if (process != null) {
            throw new IllegalStateException("the server runs");
        }
        var config = folder.writeConfig(port).toString();
        var started = new ProcessBuilder("sh", "-c", ENDS_WITH_ITS_INPUT, folder.lighttpd(), config)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .start();
        process = started;
        try {
            awaitConnections(started);
        } catch (IOException e) {
            stop();
            throw e;
        }
    }

    private void awaitConnections(Process started) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!takesConnections()) {
            if (!started.isAlive() || folder.hasFailed() || System.nanoTime() > end) {
                throw new IOException("lighttpd does not start: " + folder.logged());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private boolean takesConnections() {
        try (var socket = new Socket()) {
            socket.connect(address());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops the server; its connections break. Does nothing if it is stopped. */
    public void stop() {
        var running = process;
        process = null;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
            if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (IOException e) {
            running.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port on which the server listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The URL of a repository below the served folder. */
    public String url(BareRepository repository) {
        return url(folder.root().relativize(repository.folder()).toString());
    }

    /** The URL of a path below the served folder. */
    public String url(String path) {
        return (folder.hasCertificate() ? "https" : "http") + "://127.0.0.1:" + port + "/" + path;
    }

    /** The certificate as a PEM file, e.g. for git's {@code GIT_SSL_CAINFO}. */
    public Path certificate() {
        return folder.certificate();
    }

    /**
     * The certificate as a key store, for {@code -Djavax.net.ssl.trustStore}; its type is PKCS12 and its password
     * {@value GitServerFolder#TRUST_PASSWORD}.
     */
    public Path trustStore() throws IOException {
        return folder.trustStore();
    }

    /** The server's log. */
    public String log() throws IOException {
        return folder.logged();
    }

    /** Stops the server and deletes its files; the repositories remain. */
    @Override
    public void close() throws IOException {
        stop();
        folder.delete();
    }
}
