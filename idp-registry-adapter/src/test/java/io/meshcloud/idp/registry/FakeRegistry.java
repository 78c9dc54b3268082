// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.registry.layout.OciLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry over HTTP on loopback that serves the layouts below a folder, as strict about {@code Accept} as the
 * distribution project's: a manifest of a type that is not accepted is missing. Tests put their own answers in
 * front of it.
 */
public final class FakeRegistry implements AutoCloseable {
    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
    private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");
    private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/([^/]+)");

    /** A request. */
    public record Request(String method, String path, String query, String authorization, String accept, String body) {}

    /**
     * An answer.
     *
     * @param announced the length in the header; negative for a chunked answer
     */
    public record Reply(int status, Map<String, String> headers, Bytes body, long announced) {
        public static Reply of(int status, String contentType, String body) {
            var bytes = Bytes.utf8(body);
            return new Reply(status, Map.of("Content-Type", contentType), bytes, bytes.size());
        }

        public static Reply error(int status, String code) {
            return of(status, "application/json", "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"x\"}]}");
        }

        public static Reply redirect(String location) {
            return of(307, "text/plain", "").with("Location", location);
        }

        public Reply with(String name, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, announced);
        }

        public Reply announcing(long length) {
            return new Reply(status, headers, body, length);
        }
    }

    static {
        // Without it each answer waits for the other side to acknowledge its headers, 40 ms on Linux.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Path root;
    private final String scheme;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<Request, @Nullable Reply> first = request -> null;
    private volatile boolean trickles;
    private volatile boolean stalls;

    public FakeRegistry(Path root) {
        this(root, "http", HttpServer::create);
    }

    /** A registry with TLS. */
    public FakeRegistry(Path root, SSLContext tls) {
        this(root, "https", (address, backlog) -> {
            var secure = HttpsServer.create(address, backlog);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            return secure;
        });
    }

    private interface Listening {
        HttpServer on(InetSocketAddress address, int backlog) throws IOException;
    }

    private FakeRegistry(Path root, String scheme, Listening listening) {
        this.root = root;
        this.scheme = scheme;
        try {
            server = listening.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Sets the answers; for null the registry answers itself. */
    public void answerFirst(Function<Request, @Nullable Reply> answer) {
        first = answer;
    }

    /** All requests so far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Sends each answer a byte at a time from now on, and never its end. */
    public void trickle() {
        trickles = true;
    }

    /** Keeps connections open after each answer from now on, even if more bytes were announced. */
    public void stall() {
        stalls = true;
    }

    private void write(OutputStream out, byte[] body) throws IOException {
        if (stalls) {
            out.write(body);
            out.flush();
            hang();
            return;
        }
        if (!trickles) {
            out.write(body);
            return;
        }
        try {
            for (int i = 0; !closed.await(50, TimeUnit.MILLISECONDS); i++) {
                out.write(body[i % body.length]);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks the calling handler until the registry is closed, without an answer. */
    public Reply hang() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Reply.of(503, "text/plain", "");
    }

    /** The answer of the registry itself. */
    public Reply answer(Request request) {
        var manifest = MANIFEST.matcher(request.path());
        if (manifest.matches()) {
            return manifest(manifest, request.accept());
        }
        var tags = TAGS.matcher(request.path());
        if (tags.matches()) {
            return tags(layout(tags.group(1)));
        }
        var blob = BLOB.matcher(request.path());
        if (blob.matches()) {
            var file = layout(blob.group(1)).resolve("blobs/sha256").resolve(hex(blob.group(2)));
            return Files.exists(file) ? bytes(file, "application/octet-stream") : Reply.error(404, "BLOB_UNKNOWN");
        }
        return Reply.of(404, "text/plain", "404 page not found");
    }

    private static Reply tags(Path layout) {
        if (!Files.exists(layout.resolve("index.json"))) {
            return Reply.error(404, "NAME_UNKNOWN");
        }
        var names = new ArrayList<String>();
        for (var entry : json(layout.resolve("index.json")).path("manifests")) {
            var name = Json.texts(entry, "annotations").get(OciLayout.REF_NAME);
            if (name != null) {
                names.add('"' + name + '"');
            }
        }
        return Reply.of(200, "application/json", "{\"name\":\"x\",\"tags\":[" + String.join(",", names) + "]}");
    }

    private Reply manifest(Matcher request, String accept) {
        var layout = layout(request.group(1));
        if (!Files.exists(layout)) {
            return Reply.error(404, "NAME_UNKNOWN");
        }
        var file = layout.resolve("blobs/sha256").resolve(hex(digestOf(layout, request.group(2))));
        if (!Files.exists(file)) {
            return Reply.error(404, "MANIFEST_UNKNOWN");
        }
        var type = json(file).path("mediaType").asText("application/json");
        if (!accept.contains(type)) {
            return Reply.error(404, "MANIFEST_UNKNOWN");
        }
        var reply = bytes(file, type);
        return reply.with(
                "Docker-Content-Digest", Digest.of(reply.body().toArray()).value());
    }

    private static String digestOf(Path layout, String reference) {
        for (var entry : json(layout.resolve("index.json")).path("manifests")) {
            if (reference.equals(Json.texts(entry, "annotations").get(OciLayout.REF_NAME))) {
                return entry.path("digest").asText();
            }
        }
        return reference;
    }

    private static String hex(String reference) {
        return reference.replaceFirst("^sha256:", "");
    }

    private Path layout(String repository) {
        return root.resolve(repository);
    }

    private static JsonNode json(Path file) {
        try {
            return Json.object(Files.readAllBytes(file));
        } catch (IOException | MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Reply bytes(Path file, String type) {
        try {
            var bytes = Bytes.of(Files.readAllBytes(file));
            return new Reply(200, Map.of("Content-Type", type), bytes, bytes.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var uri = exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var request = new Request(
                exchange.getRequestMethod(),
                uri.getPath(),
                String.valueOf(uri.getQuery()),
                String.valueOf(headers.getFirst("Authorization")),
                String.valueOf(headers.getFirst("Accept")),
                body);
        requests.add(request);
        var scripted = first.apply(request);
        var reply = scripted == null ? answer(request) : scripted;
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        // For the server, 0 means chunked, and -1 no body.
        boolean headersOnly = request.method().equals("HEAD");
        long length = headersOnly || reply.announced() == 0 ? -1 : reply.announced() < 0 ? 0 : reply.announced();
        try (exchange) {
            exchange.sendResponseHeaders(reply.status(), length);
            if (!headersOnly) {
                write(exchange.getResponseBody(), reply.body().toArray());
            }
        } catch (IOException e) {
            // The client closed the connection, which some tests expect; others fail because of the client's answer.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
