// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** ssh sessions for JGit's fetch, with limits on what a server may answer. */
final class LimitedSshSessions extends SshSessionFactory {
    private static final long MAX_PACK_BYTES = 4L << 30;
    private static final long MAX_ERROR_BYTES = 64L << 10;
    private static final Duration MAX_TIME = Duration.ofMinutes(10);

    private final SshSessions sessions;

    LimitedSshSessions(SshSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public RemoteSession2 getSession(URIish uri, @Nullable CredentialsProvider credentials, FS files, int millis)
            throws TransportException {
        return new LimitedSession(sessions.getSession(uri, credentials, files, millis));
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    @Override
    public void releaseSession(RemoteSession session) {
        session.disconnect();
    }

    private final class LimitedSession implements RemoteSession2 {
        private final SshdSession session;

        LimitedSession(SshdSession session) {
            this.session = session;
        }

        @Override
        public Process exec(String command, int seconds) throws IOException {
            return exec(command, Map.of(), seconds);
        }

        @Override
        public Process exec(String command, Map<String, String> environment, int seconds) throws IOException {
            return new LimitedProcess(session.exec(command, environment, seconds));
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }
    }

    private final class LimitedProcess extends Process {
        private final Process process;
        private final InputStream answer;
        private final InputStream errors;

        LimitedProcess(Process process) {
            this.process = process;
            this.answer = new LimitedPackets(new LimitedInput(process.getInputStream(), MAX_PACK_BYTES, MAX_TIME));
            this.errors = sessions.complaints(new LimitedInput(process.getErrorStream(), MAX_ERROR_BYTES, MAX_TIME));
        }

        @Override
        public InputStream getInputStream() {
            return answer;
        }

        @Override
        public InputStream getErrorStream() {
            return errors;
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return process.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public void destroy() {
            process.destroy();
        }

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }
    }
}
