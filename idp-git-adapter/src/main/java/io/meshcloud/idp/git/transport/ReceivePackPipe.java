// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.util.FS;

/**
 * A pipe to {@code git receive-pack} at the remote, for every transport other than HTTP: a process on this machine, a
 * command over ssh, or Git's own protocol. Read and write only under {@link Supervised}: none of these
 * pipes has a timeout.
 */
public abstract class ReceivePackPipe implements Closeable {
    private static final String PROGRAM = "git-receive-pack";
    private static final int MAX_ERROR_BYTES = 8 * 1024;

    private final InputStream in;
    private final OutputStream out;

    ReceivePackPipe(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Starts the program. Sends nothing of a push.
     *
     * @throws IOException if it cannot be started; {@link #problem} explains it
     */
    public static ReceivePackPipe open(GitConfig config, RemoteUrl url) throws IOException {
        return switch (url.kind()) {
            case LOCAL ->
                LocalRepository.gitIsInstalled(config.environment()) ? new Local(url) : InProcessReceivePack.start(url);
            case SSH -> Ssh.connect(config, url);
            case GIT -> Anonymous.connect(config, url);
            case HTTP -> throw new IllegalArgumentException("HTTP is not a pipe");
        };
    }

    /** What the program writes. */
    public final InputStream in() {
        return in;
    }

    public final OutputStream out() {
        return out;
    }

    /**
     * The failure of a program that ended before it advertised anything: what it complained about, if it said
     * something.
     */
    public TransportException endedEarly(IOException failure) {
        return new TransportException(String.valueOf(failure.getMessage()), failure);
    }

    /** Breaks the pipe at once, also while another thread reads or writes. */
    public abstract void kill();

    /**
     * Ends the program, and waits for its end for a limited time.
     *
     * @return whether the program has certainly ended, so that it cannot move the branch any more
     */
    public abstract boolean end();

    @Override
    public void close() {
        end();
    }

    /** The problem that a failure before or during a push is reported as. */
    public static IdpException problem(RemoteUrl url, IOException failure) {
        var known = failure instanceof TransportException transport
                ? transport
                : new TransportException(url.uri(), String.valueOf(failure.getMessage()), failure);
        return failure instanceof SshFailure ssh
                ? GitProblems.ofSsh(url, ssh.sessions, known)
                : GitProblems.ofPipe(url, known);
    }

    static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The other side has closed it already.
        }
    }

    /** git's own program, started through a shell, with its hooks. */
    private static final class Local extends ReceivePackPipe {
        private static final int PATIENCE_SECONDS = 5;

        private final Process process;

        Local(RemoteUrl url) throws IOException {
            this(start(LocalRepository.at(url.path())));
        }

        private Local(Process process) {
            super(process.getInputStream(), process.getOutputStream());
            this.process = process;
        }

        private static Process start(LocalRepository repository) throws IOException {
            var builder = new ProcessBuilder("sh", "-c", LocalRepository.RECEIVE_PACK + " .")
                    .directory(repository.folder().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().remove("GIT_PROTOCOL");
            return builder.start();
        }

        @Override
        public void kill() {
            process.destroyForcibly();
        }

        @Override
        public boolean end() {
            if (process.isAlive()) {
                closeQuietly(process.getOutputStream());
            }
            try {
                // After its report the program ends by itself; hooks that run after the push may take a moment.
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                return true;
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** A failure over ssh, with the sessions that know its cause. */
    private static final class SshFailure extends TransportException {
        private static final long serialVersionUID = 1L;

        private final transient SshSessions sessions;

        SshFailure(SshSessions sessions, Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
            this.sessions = sessions;
        }
    }

    /** A command at an ssh server. */
    private static final class Ssh extends ReceivePackPipe {
        private final RemoteUrl url;
        private final SshSessions sessions;
        private final Process process;
        private final Runnable disconnect;

        private Ssh(RemoteUrl url, SshSessions sessions, Process process, Runnable disconnect) {
            super(process.getInputStream(), process.getOutputStream());
            this.url = url;
            this.sessions = sessions;
            this.process = process;
            this.disconnect = disconnect;
        }

        static Ssh connect(GitConfig config, RemoteUrl url) throws IOException {
            int seconds = Math.toIntExact(config.timeout().toSeconds());
            var sessions = new SshSessions(config);
            try {
                var session = sessions.getSession(url.uri(), null, FS.DETECTED, seconds * 1000);
                var process = session.exec(SshSessions.command(PROGRAM, url.uri()), Map.of(), seconds);
                return new Ssh(url, sessions, process, session::disconnect);
            } catch (IOException e) {
                sessions.close();
                throw new SshFailure(sessions, e);
            }
        }

        @Override
        public TransportException endedEarly(IOException failure) {
            try {
                sessions.complaints(process.getErrorStream()).readNBytes(MAX_ERROR_BYTES);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            return new SshFailure(
                    sessions,
                    sessions.complaint().isEmpty()
                            ? failure
                            : new NoRemoteRepositoryException(url.uri(), "it did not start", failure));
        }

        @Override
        public void kill() {
            process.destroy();
            disconnect.run();
            sessions.close();
        }

        /** Never certain: the server may let the program continue. */
        @Override
        public boolean end() {
            kill();
            return false;
        }
    }

    /** Git's own protocol, {@code gitprotocol-pack}, "Git Transport". */
    private static final class Anonymous extends ReceivePackPipe {
        private final Socket socket;

        private Anonymous(Socket socket) throws IOException {
            super(socket.getInputStream(), socket.getOutputStream());
            this.socket = socket;
        }

        static Anonymous connect(GitConfig config, RemoteUrl url) throws IOException {
            var socket = AnonymousFetch.connect(config, url);
            try {
                var pipe = new Anonymous(socket);
                new PacketLineOut(pipe.out()).writeString(AnonymousFetch.request(PROGRAM, url));
                pipe.out().flush();
                return pipe;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        @Override
        public void kill() {
            closeQuietly(socket);
        }

        /** Never certain: the server may let the program continue. */
        @Override
        public boolean end() {
            kill();
            return false;
        }
    }
}
