// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.testkit.RealPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The registry of the distribution project on loopback, with one account. Stops when it is closed. */
public final class RegistryServer implements AutoCloseable {
    public static final String USER = "ci";
    public static final String PASSWORD = "pass-word";

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    /** A line of its access log. */
    private static final Pattern REQUEST = Pattern.compile("\\] \"[A-Z]+ /v2/[^\"]* HTTP/1\\.1\" ");

    private final Path folder;
    private final Process process;
    private final int port;
    private final AtomicLong requests;
    private final @Nullable Path certificate;

    private RegistryServer(Path folder, Process process, int port, AtomicLong requests, @Nullable Path certificate) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.requests = requests;
        this.certificate = certificate;
    }

    /**
     * Starts a registry with one account; skips the test if the programs are missing.
     *
     * @param folder for its files
     * @param settings more of its configuration, in YAML; may be empty
     */
    public static RegistryServer start(Path folder, String settings) throws Exception {
        return start(folder, "", "htpasswd: {realm: test, path: " + accounts(folder) + "}", settings);
    }

    /** The same over TLS, with a new self-signed certificate, see {@link #certificate()}. */
    public static RegistryServer startSecure(Path folder) throws Exception {
        var key = folder.resolve("key.pem");
        var certificate = folder.resolve("certificate.pem");
        RealPart.run(
                folder,
                RealPart.program("openssl").toString(),
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        var tls = ", tls: {certificate: " + certificate + ", key: " + key + "}";
        return start(folder, tls, "htpasswd: {realm: test, path: " + accounts(folder) + "}", "");
    }

    /**
     * Starts a registry that requires a token.
     *
     * @param auth the content of {@code auth} in its configuration, in YAML on one line
     */
    public static RegistryServer startGuarded(Path folder, String auth) throws Exception {
        return start(folder, "", auth, "");
    }

    /** Requires another password of {@link #USER} from now on. */
    public void changePassword(String password) throws IOException {
        writeAccount(folder, password);
    }

    private static Path accounts(Path folder) throws IOException {
        return writeAccount(folder, PASSWORD);
    }

    /** The registry reads the file again when it has changed. */
    private static Path writeAccount(Path folder, String password) throws IOException {
        RealPart.require("htpasswd");
        var accounts = folder.resolve("htpasswd");
        return Files.writeString(accounts, RealPart.run(folder, "htpasswd", "-Bbn", USER, password));
    }

    private static RegistryServer start(Path folder, String tls, String auth, String settings) throws Exception {
        RealPart.require("docker-registry");
        var config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:0"%s}
                auth: {%s}
                """.formatted(folder.resolve("storage"), tls, auth) + settings);
        var process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        try {
            var requests = new AtomicLong();
            var certificate = tls.isEmpty() ? null : folder.resolve("certificate.pem");
            int port = read(process, requests).get(30, TimeUnit.SECONDS);
            return new RegistryServer(folder, process, port, requests, certificate);
        } catch (Exception e) {
            process.destroy();
            throw e;
        }
    }

    private static CompletableFuture<Integer> read(Process process, AtomicLong requests) {
        var found = new CompletableFuture<Integer>();
        var reader = new Thread(() -> {
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                // Read to the end: a registry whose output is not read would block.
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var match = LISTENING.matcher(line);
                    if (match.find()) {
                        found.complete(Integer.valueOf(match.group(1)));
                    }
                    if (REQUEST.matcher(line).find()) {
                        requests.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                found.completeExceptionally(e);
            }
            found.completeExceptionally(new IOException("docker-registry ended without listening"));
        });
        reader.setDaemon(true);
        reader.start();
        return found;
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    /** The number of requests in the registry's log so far, which may lack the last ones. */
    public long requests() {
        return requests.get();
    }

    /** The CPU time that the registry has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    public URI url() {
        return URI.create((certificate == null ? "http://" : "https://") + host());
    }

    /** The certificate as a PEM file, if the server uses TLS. */
    public Path certificate() {
        return Objects.requireNonNull(certificate, "this server has none");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
