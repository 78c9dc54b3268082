// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.transport.sshd.agent.AbstractConnector;
import org.eclipse.jgit.transport.sshd.agent.Connector;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The running ssh agent, reached through the socket that {@code SSH_AUTH_SOCK} or {@code IdentityAgent} names.
 *
 * <p>Source: draft-miller-ssh-agent, section 3: each message is preceded by its length.
 */
public record SshAgent(@Nullable String socket) implements ConnectorFactory {

    @Override
    public @Nullable Connector create(@Nullable String identityAgent, File home) {
        var path = identityAgent == null || identityAgent.isEmpty() || identityAgent.equals("SSH_AUTH_SOCK")
                ? socket
                : identityAgent;
        return path == null || path.isEmpty() ? null : new SocketConnector(UnixDomainSocketAddress.of(Path.of(path)));
    }

    @Override
    public boolean isSupported() {
        return true;
    }

    @Override
    public String getName() {
        return "unix-socket";
    }

    @Override
    public Collection<ConnectorDescriptor> getSupportedConnectors() {
        return List.of(getDefaultConnector());
    }

    @Override
    public ConnectorDescriptor getDefaultConnector() {
        return new ConnectorDescriptor() {
            @Override
            public String getIdentityAgent() {
                return "SSH_AUTH_SOCK";
            }

            @Override
            public String getDisplayName() {
                return "ssh-agent";
            }
        };
    }

    /** A connection to the agent. */
    private static final class SocketConnector extends AbstractConnector {
        private final UnixDomainSocketAddress address;
        private @Nullable SocketChannel channel;

        SocketConnector(UnixDomainSocketAddress address) {
            this.address = address;
        }

        @Override
        public boolean connect() {
            try {
                channel = SocketChannel.open(address);
                return true;
            } catch (IOException e) {
                // No agent listens on the socket; the keys in the folder are tried.
                return false;
            }
        }

        @Override
        public synchronized byte[] rpc(byte command, byte[] message) throws IOException {
            var open = channel;
            if (open == null) {
                throw new IOException("not connected to the ssh agent");
            }
            prepareMessage(command, message);
            for (var out = ByteBuffer.wrap(message); out.hasRemaining(); ) {
                open.write(out);
            }
            int length = toLength(command, read(open, Integer.BYTES).array());
            return read(open, length).array();
        }

        private static ByteBuffer read(SocketChannel open, int length) throws IOException {
            var in = ByteBuffer.allocate(length);
            while (in.hasRemaining()) {
                if (open.read(in) < 0) {
                    throw new EOFException("the ssh agent hung up");
                }
            }
            return in;
        }

        @Override
        public void close() throws IOException {
            var open = channel;
            if (open != null) {
                open.close();
            }
        }
    }
}
