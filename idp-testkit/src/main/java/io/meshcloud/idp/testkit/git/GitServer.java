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
 * The bare repositories below a folder behind a real HTTP server on loopback: {@code git http-backend} as a CGI program
 * of lighttpd, with hooks, and with basic authentication and TLS where wanted. It can be stopped and started again on its
 * port, and ends with this JVM, however that ends. Where a program is missing the test is skipped, see
 * {@link io.meshcloud.idp.testkit.RealPart}.
 *
 * <p>A push that runs while the server is stopped may still land, as at any server.
 */
public final class GitServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final long PAUSE_MILLIS = 5;
    private static final int PORTS_TRIED = 5;

    /** The shell outlives its standard input by nothing, and that ends with the JVM that holds the other side. */
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

    /** What the server is like. */
    public static final class Builder {
        private final Path root;
        private @Nullable String user;
        private String password = "";
        private boolean tls;
        private boolean keepAlive = true;

        private Builder(Path root) {
            this.root = root;
        }

        /** Lets in only who knows this; without it everybody may read and push. */
        public Builder basicAuth(String name, String secret) {
            user = name;
            password = secret;
            return this;
        }

        /** Speaks TLS with a new certificate that it signed itself, see {@link GitServer#certificate()}. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** Whether a connection may carry several requests, which is so unless told. */
        public Builder keepAlive(boolean wanted) {
            keepAlive = wanted;
            return this;
        }

        /** Returns once it takes connections, on a port that was free. */
        public GitServer start() throws IOException {
            var server = new GitServer(GitServerFolder.create(root, user, password, tls, keepAlive));
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
                // Somebody else may have taken the port in between.
                if (tried == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    /** Starts it again on the port that it had. */
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

    /** Stops it; its connections break. Nothing happens if it is stopped. */
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

    /** Where it listens. */
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

    /** What the server wrote into its log. */
    public String log() throws IOException {
        return folder.logged();
    }

    /** Stops it and deletes what it wrote; the repositories stay. */
    @Override
    public void close() throws IOException {
        stop();
        folder.delete();
    }
}
