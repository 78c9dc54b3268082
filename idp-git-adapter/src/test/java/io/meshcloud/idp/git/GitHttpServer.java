// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The real {@code git http-backend} on loopback: each request becomes one call of that CGI program (RFC 3875). */
public final class GitHttpServer implements AutoCloseable {
    static {
        // Otherwise each response waits 40 ms on Linux for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final AtomicBoolean losesPushAnswer = new AtomicBoolean();
    private final HttpServer server;
    private final Path root;
    private volatile String wanted = "";
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean silent;
    private volatile int status;
    private volatile int statusAfterLoss;
    private volatile int oddPushAnswer;
    private volatile String location = "";

    private GitHttpServer(HttpServer server, Path root) {
        this.server = server;
        this.root = root;
    }

    public static GitHttpServer serve(Path root) throws IOException {
        RealPart.program("git");
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var server = new GitHttpServer(http, root);
        http.setExecutor(server.threads);
        http.createContext("/", server::answer);
        http.start();
        return server;
    }

    public String url(BareRepository repository) {
        return base() + "/" + repository.folder().getFileName();
    }

    public String base() {
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** Requires this user and password. */
    public void require(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        wanted = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Answers every request with this status from now on. */
    void answerWith(int number) {
        status = number;
    }

    public void redirectTo(String base) {
        status = 302;
        location = base;
    }

    /** Runs an action once, after the next ref advertisement is computed and before it is sent. */
    public void beforeItListsBranches(Runnable action) {
        meanwhile.set(action);
    }

    /** Executes the next push and disconnects instead of answering. */
    void loseNextPushAnswer() {
        losesPushAnswer.set(true);
    }

    /** Executes the next push and answers it with this status, as a proxy may. */
    public void answerNextPushWith(int number) {
        oddPushAnswer = number;
    }

    /** Answers every request after the lost answer with this status. */
    void answerFromThenOn(int number) {
        statusAfterLoss = number;
    }

    /** Method, path and {@code Authorization} of each request. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Accepts requests from now on without answering, until it is closed. */
    void fallSilent() {
        silent = true;
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (silent) {
            waitForTheEnd();
            return;
        }
        try (exchange) {
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + authorization);
            if (status != 0) {
                if (!location.isEmpty()) {
                    exchange.getResponseHeaders().add("Location", location + exchange.getRequestURI());
                }
                exchange.sendResponseHeaders(status, -1);
            } else if (!wanted.isEmpty() && !wanted.equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                forward(exchange);
            }
        }
    }

    private void forward(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var answer = call(exchange, body);
        boolean push = exchange.getRequestURI().getPath().endsWith("/git-receive-pack");
        if (exchange.getRequestURI().getPath().endsWith("/git-upload-pack")) {
            meanwhile.getAndSet(() -> {}).run();
        }
        if (push && losesPushAnswer.compareAndSet(true, false)) {
            status = statusAfterLoss;
            return;
        }
        int odd = oddPushAnswer;
        if (push && odd != 0) {
            oddPushAnswer = 0;
            exchange.sendResponseHeaders(odd, -1);
            return;
        }
        int code = 200;
        var in = new java.io.ByteArrayInputStream(answer);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var name = line.substring(0, line.indexOf(':'));
            var value = line.substring(line.indexOf(':') + 1).strip();
            if (name.equals("Status")) {
                code = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        exchange.sendResponseHeaders(code, in.available() == 0 ? -1 : in.available());
        in.transferTo(exchange.getResponseBody());
    }

    private byte[] call(HttpExchange exchange, byte[] body) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        var headers = exchange.getRequestHeaders();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("REMOTE_USER", "test");
        environment.put("REMOTE_ADDR", "127.0.0.1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", text(exchange.getRequestURI().getRawQuery()));
        environment.put("CONTENT_TYPE", text(headers.getFirst("Content-Type")));
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        environment.put("HTTP_CONTENT_ENCODING", text(headers.getFirst("Content-Encoding")));
        environment.put("GIT_PROTOCOL", text(headers.getFirst("Git-Protocol")));
        var process = builder.start();
        var feeder = threads.submit(() -> {
            try (var in = process.getOutputStream()) {
                in.write(body);
            }
            return true;
        });
        var answer = process.getInputStream().readAllBytes();
        feeder.cancel(false);
        return answer;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String line(InputStream in) {
        var line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
