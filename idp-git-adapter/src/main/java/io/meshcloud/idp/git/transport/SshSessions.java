// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.GitConfig;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;
import org.eclipse.jgit.util.io.InterruptTimer;
import org.jspecify.annotations.Nullable;

/**
 * The ssh sessions to the remote: keys from the ssh folder or the agent, settings from its {@code config}, and only
 * servers whose key is in {@code known_hosts}, even if {@code config} disables that check.
 */
final class SshSessions extends SshdSessionFactory {
    private static final int MAX_COMPLAINT_BYTES = 1024;

    private final GitConfig config;
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    private volatile @Nullable String refusedKey;

    SshSessions(GitConfig config) {
        super(null, null);
        JdkEd25519Registrar.install();
        this.config = config;
        var folder = config.sshFolder().toAbsolutePath();
        setSshDirectory(folder.toFile());
        var home = folder.getParent();
        if (home != null) {
            setHomeDirectory(home.toFile());
        }
    }

    /**
     * The command line that starts a program of git for the repository of a URL. A path may begin with a home,
     * {@code /~user}.
     */
    static String command(String program, URIish uri) {
        var path = uri.getPath();
        return program + " " + QuotedString.BOURNE.quote(path.startsWith("/~") ? path.substring(1) : path);
    }

    /** A stream of a program's error messages. The beginning is remembered. */
    InputStream complaints(InputStream errors) {
        return new FilterInputStream(errors) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) {
                    remember(new byte[] {(byte) value}, 0, 1);
                }
                return value;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int count = super.read(to, from, length);
                remember(to, from, Math.max(count, 0));
                return count;
            }
        };
    }

    private void remember(byte[] bytes, int from, int count) {
        synchronized (complaint) {
            complaint.write(bytes, from, Math.min(count, MAX_COMPLAINT_BYTES - complaint.size()));
        }
    }

    /** What the remote program complained about, not escaped yet; empty if it said nothing. */
    String complaint() {
        synchronized (complaint) {
            return complaint.toString(StandardCharsets.UTF_8).strip();
        }
    }

    /** The fingerprint of the server's key, if {@code known_hosts} does not contain it. */
    Optional<String> refusedKey() {
        return Optional.ofNullable(refusedKey);
    }

    /** Applies the timeout to the login, too; the library alone would wait two minutes for it. */
    @Override
    public SshdSession getSession(URIish uri, @Nullable CredentialsProvider noCredentials, FS files, int millis)
            throws TransportException {
        var timer = new InterruptTimer();
        try {
            timer.begin(millis);
            return super.getSession(uri, noCredentials, files, millis);
        } finally {
            timer.end();
            timer.terminate();
        }
    }

    @Override
    protected ConnectorFactory getConnectorFactory() {
        return new SshAgent(config.environment().get("SSH_AUTH_SOCK"));
    }

    @Override
    protected @Nullable SshConfigStore createSshConfigStore(File home, @Nullable File file, String user) {
        var settings = super.createSshConfigStore(home, file, user);
        return settings == null ? null : new KnownHostKeys(settings);
    }

    /** Public keys only: a password prompt would have no user. */
    @Override
    protected String getDefaultPreferredAuthentications() {
        return "publickey";
    }

    @Override
    protected ServerKeyDatabase createServerKeyDatabase(File home, File ssh) {
        var database = super.createServerKeyDatabase(home, ssh);
        return new ServerKeyDatabase() {
            @Override
            public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration settings) {
                return database.lookup(address, remote, new StrictHostKeys(settings));
            }

            @Override
            public boolean accept(
                    String address,
                    InetSocketAddress remote,
                    PublicKey key,
                    Configuration settings,
                    @Nullable CredentialsProvider noCredentials) {
                boolean accepted = database.accept(address, remote, key, new StrictHostKeys(settings), null);
                if (!accepted) {
                    refusedKey = KeyUtils.getFingerPrint(key);
                }
                return accepted;
            }
        };
    }

    private record StrictHostKeys(ServerKeyDatabase.Configuration settings) implements ServerKeyDatabase.Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return settings.getUserKnownHostsFiles();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return settings.getGlobalKnownHostsFiles();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.REQUIRE_MATCH;
        }

        @Override
        public boolean getHashKnownHosts() {
            return settings.getHashKnownHosts();
        }

        @Override
        public String getUsername() {
            return settings.getUsername();
        }
    }
}
