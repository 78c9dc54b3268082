// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.credential.EnvironmentCredentials;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The distribution project's own registry on loopback, with one account. Ends with the test. */
final class RealRegistry implements AutoCloseable {
    static final String USER = RegistryServer.USER;
    static final String PASSWORD = RegistryServer.PASSWORD;

    private final HttpClient client = HttpClient.newHttpClient();
    private final RegistryServer server;
    private final Set<Path> uploaded = new HashSet<>();

    RealRegistry(Path folder) throws Exception {
        server = RegistryServer.start(folder, "");
    }

    String host() {
        return server.host();
    }

    URI url() {
        return server.url();
    }

    static CredentialSource credentials() {
        return new EnvironmentCredentials(Map.of(
                EnvironmentCredentials.userVariable(Fixtures.HOST), USER,
                EnvironmentCredentials.passwordVariable(Fixtures.HOST), PASSWORD));
    }

    /** Uploads the new blobs of the default repository's layout, then a manifest. */
    void push(Path layout, String mediaType, byte[] manifest, Tag... tags) {
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (var blob : blobs.toList()) {
                if (uploaded.add(blob)) {
                    upload(Files.readAllBytes(blob));
                }
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

    void delete(Digest manifest) {
        var response = send(request(repository() + "/manifests/" + manifest).DELETE());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
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
        server.close();
    }
}
