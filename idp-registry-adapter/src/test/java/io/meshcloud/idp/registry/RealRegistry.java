package io.meshcloud.idp.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.testkit.RealPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The distribution project's own registry on loopback, with one account. Ends with the test. */
final class RealRegistry implements AutoCloseable {
    static final String USER = "ci";
    static final String PASSWORD = "pass-word";

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    RealRegistry(Path folder) throws Exception {
        RealPart.require("docker-registry", "htpasswd");
        var accounts = folder.resolve("htpasswd");
        Files.writeString(accounts, RealPart.run(folder, "htpasswd", "-Bbn", USER, PASSWORD));
        var config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:0"}
                auth: {htpasswd: {realm: test, path: %s}}
                """.formatted(folder.resolve("storage"), accounts));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        port = readPort().get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<Integer> readPort() {
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

    String host() {
        return "127.0.0.1:" + port;
    }

    URI url() {
        return URI.create("http://" + host());
    }

    static CredentialSource credentials() {
        return new EnvironmentCredentials(Map.of(
                EnvironmentCredentials.userVariable(Fixtures.HOST), USER,
                EnvironmentCredentials.passwordVariable(Fixtures.HOST), PASSWORD));
    }

    /** Uploads everything that lies in a layout of the usual repository, then a manifest. */
    void push(Path layout, String mediaType, byte[] manifest, Tag... tags) {
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (var blob : blobs.toList()) {
                upload(Files.readAllBytes(blob));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        put(Digest.of(manifest).value(), mediaType, manifest);
        for (var tag : tags) {
            put(tag.value(), mediaType, manifest);
        }
    }

    private void upload(byte[] blob) {
        var started = send(request(repository() + "/blobs/uploads/").POST(HttpRequest.BodyPublishers.noBody()));
        var location = url().resolve(started.headers().firstValue("Location").orElseThrow());
        var finish = URI.create(location + (location.getRawQuery() == null ? "?" : "&") + "digest="
                + Digest.of(blob).value());
        assertThat(send(request(finish).PUT(HttpRequest.BodyPublishers.ofByteArray(blob)))
                        .statusCode())
                .isEqualTo(201);
    }

    private void put(String reference, String mediaType, byte[] manifest) {
        var response = send(request(repository() + "/manifests/" + reference)
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private static String repository() {
        return "/v2/" + Fixtures.REPOSITORY.path();
    }

    private HttpRequest.Builder request(String path) {
        return request(url().resolve(path));
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", new Credential(USER, PASSWORD, "a test").basic());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
