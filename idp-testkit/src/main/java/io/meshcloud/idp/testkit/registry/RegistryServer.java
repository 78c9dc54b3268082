package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.testkit.RealPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The distribution project's own registry on loopback, with one account. Ends when it is closed. */
public final class RegistryServer implements AutoCloseable {
    public static final String USER = "ci";
    public static final String PASSWORD = "pass-word";

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    /** A line of its access log. */
    private static final Pattern REQUEST = Pattern.compile("\\] \"[A-Z]+ /v2/[^\"]* HTTP/1\\.1\" ");

    private final Process process;
    private final int port;
    private final AtomicLong requests;

    private RegistryServer(Process process, int port, AtomicLong requests) {
        this.process = process;
        this.port = port;
        this.requests = requests;
    }

    /**
     * Starts it; skips the test where the programs are missing.
     *
     * @param folder for its files
     * @param settings more of its configuration, in YAML; may be empty
     */
    public static RegistryServer start(Path folder, String settings) throws Exception {
        RealPart.require("docker-registry", "htpasswd");
        var accounts = folder.resolve("htpasswd");
        Files.writeString(accounts, RealPart.run(folder, "htpasswd", "-Bbn", USER, PASSWORD));
        var config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:0"}
                auth: {htpasswd: {realm: test, path: %s}}
                """.formatted(folder.resolve("storage"), accounts) + settings);
        var process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        try {
            var requests = new AtomicLong();
            return new RegistryServer(process, read(process, requests).get(30, TimeUnit.SECONDS), requests);
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
                // Read to the end: a registry whose output nobody takes would stop.
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

    /** How many requests its log has so far: those that it has answered, give or take the last ones. */
    public long requests() {
        return requests.get();
    }

    public URI url() {
        return URI.create("http://" + host());
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
