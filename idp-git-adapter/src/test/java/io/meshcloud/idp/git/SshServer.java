// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The real OpenSSH server on loopback, one {@code sshd -i} per connection, with its own keys. */
final class SshServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private final ServerSocket socket;
    private final Path sshd;
    private final Path folder;

    private SshServer(ServerSocket socket, Path sshd, Path folder) {
        this.socket = socket;
        this.sshd = sshd;
        this.folder = folder;
    }

    /** Accepts no key at first; see {@link #authorize}. */
    static SshServer start(Path folder) throws IOException, InterruptedException {
        var sshd = RealPart.program("sshd", "/usr/sbin", "/usr/local/sbin");
        if ("root".equals(System.getProperty("user.name"))) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.createDirectories(folder);
        generateKey(folder.resolve("host_key"));
        generateKey("rsa", folder.resolve("rsa_host_key"));
        Files.writeString(folder.resolve("authorized_keys"), "");
        Files.writeString(
                folder.resolve("sshd_config"),
                String.join(
                        "\n",
                        "HostKey " + folder.resolve("host_key"),
                        "HostKey " + folder.resolve("rsa_host_key"),
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "StrictModes no",
                        "UsePAM no",
                        "PermitRootLogin yes",
                        "PasswordAuthentication no",
                        "KbdInteractiveAuthentication no",
                        "AcceptEnv GIT_PROTOCOL",
                        ""));
        var server = new SshServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), sshd, folder);
        server.threads.submit(server::accept);
        return server;
    }

    static void generateKey(Path file) throws IOException, InterruptedException {
        generateKey("ed25519", file);
    }

    private static void generateKey(String type, Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        var made = new ProcessBuilder(
                        RealPart.program("ssh-keygen").toString(), "-q", "-t", type, "-N", "", "-f", file.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (made != 0) {
            throw new IllegalStateException("no key");
        }
    }

    void authorize(Path publicKey) throws IOException {
        Files.copy(publicKey, folder.resolve("authorized_keys"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The line for {@code known_hosts}. */
    String knownHost() throws IOException {
        return knownHost("host_key.pub");
    }

    /** The line for {@code known_hosts} of somebody who knows only the server's RSA key. */
    String knownHostByRsaKey() throws IOException {
        return knownHost("rsa_host_key.pub");
    }

    private String knownHost(String key) throws IOException {
        return "[127.0.0.1]:" + socket.getLocalPort() + " " + Files.readString(folder.resolve(key));
    }

    String url(BareRepository repository) {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + socket.getLocalPort() + repository.folder();
    }

    private Void accept() throws IOException {
        while (!socket.isClosed()) {
            serve(socket.accept());
        }
        return null;
    }

    private void serve(Socket connection) throws IOException {
        var process = new ProcessBuilder(List.of(
                        sshd.toString(),
                        "-i",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString()))
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        processes.add(process);
        threads.submit(() -> copy(connection.getInputStream(), process.getOutputStream(), connection));
        threads.submit(() -> copy(process.getInputStream(), connection.getOutputStream(), connection));
    }

    private static Void copy(InputStream from, OutputStream to, Socket connection) throws IOException {
        try (connection;
                to) {
            var buffer = new byte[8192];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        processes.forEach(Process::destroy);
        threads.shutdownNow();
    }
}
