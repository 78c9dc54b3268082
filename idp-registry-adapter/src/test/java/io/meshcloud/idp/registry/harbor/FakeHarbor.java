// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Harbor 2.16 on loopback, written from its API description and sources: strict about methods, the encoding of paths,
 * headers and the fields of bodies; it stores changes and sends lists in pages. Tests put answers of their own
 * in front of it, or change its answers on the way out.
 */
public final class FakeHarbor implements AutoCloseable {
    public static final String HOST = "harbor.example.tld";
    public static final String PASSWORD = "Admin-Password-1";
    private static final String SYSTEM_ROBOT = "robot$idp";
    private static final String ROOT = "/api/v2.0";
    private static final Pattern PROJECT = Pattern.compile("/projects/([^/]+)(/.*)?");
    private static final Set<String> NEW_PROJECT =
            Set.of("project_name", "public", "metadata", "cve_allowlist", "storage_limit", "registry_id");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static {
        // Without it each answer waits for the other side to acknowledge its headers, 40 ms on Linux.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    final Map<String, FakeProject> projects = new LinkedHashMap<>();
    final FakeRobots robots = new FakeRobots(this);
    final FakeOci oci = new FakeOci(this);
    volatile Instant now;
    volatile boolean listsProjects = true;
    volatile boolean listsRepositories = true;
    volatile boolean ordersRepositories = true;
    volatile boolean knowsFormats = true;
    volatile boolean readOnly;
    volatile boolean systemRobot;
    volatile boolean showsAuthorization = true;
    volatile Function<FakeRequest, @Nullable FakeReply> first = request -> null;
    volatile UnaryOperator<FakeReply> last = reply -> reply;
    private volatile Predicate<FakeRequest> cuts = request -> false;

    private Instant lastUpdate = Instant.MIN;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong ids = new AtomicLong(100);
    private final Set<String> objections = Collections.synchronizedSet(new LinkedHashSet<>());
    private final List<FakeRequest> requests = Collections.synchronizedList(new ArrayList<>());

    public FakeHarbor(Instant now) {
        this.now = now;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public static CredentialSource admin() {
        return host -> Optional.of(new Credential("admin", PASSWORD, "a test"));
    }

    /** An account with the rights of the administrator, if the fake has it. */
    static CredentialSource systemRobotAccount() {
        return host -> Optional.of(new Credential(SYSTEM_ROBOT, PASSWORD, "a test"));
    }

    boolean isAdministrator(String authorization) {
        return authorization.equals(basic("admin")) || (systemRobot && authorization.equals(basic(SYSTEM_ROBOT)));
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Makes the next change of the account fail once with HTTP 500. */
    public void failOnce(String method, String nameInBody) {
        var pending = new AtomicBoolean(true);
        first = request ->
                request.method().equals(method) && request.body().contains(nameInBody) && pending.getAndSet(false)
                        ? FakeReply.done(500)
                        : null;
    }

    /** The projects, with the immutable-tag rules and the webhook policies of each. */
    public List<String> made() {
        return projects.values().stream()
                .map(it -> it.name + ": " + it.rules.size() + " rules, " + it.policies.size() + " webhooks")
                .toList();
    }

    /** The passwords of the accounts, by name. */
    public Map<String, String> accounts() {
        var accounts = new LinkedHashMap<String, String>();
        robots.robots.forEach((id, robot) -> accounts.put(robot.get("name").asText(), robots.secrets.get(id)));
        return accounts;
    }

    /** Pushes an image with unique content; creates its project if it is missing. */
    public Digest push(ImageRepository repository, Instant time, String tag) {
        var place = HarborRepository.of(repository);
        return project(place.project()).push(place.name(), "IMAGE", repository + ":" + tag + time, time, tag);
    }

    /** Pushes an image with unique content, which can also be pulled; creates its project if it is missing. */
    public synchronized Digest pushNow(ImageRepository repository, String tag) {
        return oci.push(repository, now, tag);
    }

    public Instant now() {
        return now;
    }

    /** Answers of the fake that a real Harbor was not seen to give, and requests for which none was recorded. */
    public List<String> objections() {
        return List.copyOf(objections);
    }

    public int requestsSoFar() {
        return requests.size();
    }

    /** How many requests could have changed something. */
    public int changesSoFar() {
        return changes().size();
    }

    /** Pushes an image with unique content that can be pulled; creates its project if it is missing. */
    public Digest pushWhole(ImageRepository repository, Instant created, String tag) {
        return oci.push(repository, created, tag);
    }

    /** Sets the answers; for null the fake answers itself. */
    public void answerFirst(Function<FakeRequest, @Nullable FakeReply> answer) {
        first = answer;
    }

    /** Cuts the answers to such requests: it announces the whole, sends a half, and closes the connection. */
    public void cut(Predicate<FakeRequest> requests) {
        cuts = requests;
    }

    /** From now on the fake answers itself. */
    public void answerRightly() {
        first = request -> null;
        last = reply -> reply;
        cuts = request -> false;
    }

    public void advance(Duration time) {
        now = now.plus(time);
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Creates a project. */
    FakeProject project(String name) {
        return projects.computeIfAbsent(name, key -> new FakeProject(this, nextId(), key, false));
    }

    FakeProject project(long id) {
        return projects.values().stream().filter(it -> it.id == id).findFirst().orElseThrow();
    }

    /** All requests so far, in order, without those that detect a Harbor. */
    public List<FakeRequest> requests() {
        synchronized (requests) {
            return requests.stream()
                    .filter(it -> !it.path().equals(ROOT + "/ping"))
                    .toList();
        }
    }

    /** The requests that could change something. */
    List<FakeRequest> changes() {
        return requests().stream()
                .filter(it -> !Set.of("GET", "HEAD").contains(it.method()))
                .toList();
    }

    List<FakeRequest> all() {
        return List.copyOf(requests);
    }

    public void forget() {
        requests.clear();
    }

    /** Blocks the calling handler until the fake is closed. */
    FakeReply hang() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FakeReply.done(503);
    }

    JsonNode events() {
        var events = HarborApi.object();
        events.putArray("event_type").add("PUSH_ARTIFACT").add("PULL_ARTIFACT").add("DELETE_ARTIFACT");
        events.putArray("notify_type").add("http").add("slack");
        if (knowsFormats) {
            var formats = events.putArray("payload_formats").addObject().put("notify_type", "http");
            formats.putArray("formats").add("Default").add("CloudEvents");
        }
        return events;
    }

    /** The answer of the fake itself. */
    public synchronized FakeReply answer(FakeRequest request) {
        if (request.is("GET", ROOT + "/ping")) {
            return FakeReply.text(200, "text/plain; charset=utf-8", "Pong");
        }
        if (request.path().startsWith("/v2/") || request.path().equals("/service/token")) {
            return oci(request);
        }
        if (!request.path().startsWith(ROOT)) {
            return FakeReply.text(200, "text/html", "<html>Harbor</html>");
        }
        if (!isAdministrator(request.authorization())) {
            return FakeReply.error(401, "UNAUTHORIZED", "unauthorized");
        }
        if (readOnly && !Set.of("GET", "HEAD").contains(request.method())) {
            return FakeReply.readOnly();
        }
        try {
            return below(request, request.path().substring(ROOT.length()));
        } catch (FakeRequest.Refused e) {
            return FakeReply.bad(String.valueOf(e.getMessage()));
        }
    }

    private FakeReply oci(FakeRequest request) {
        try {
            return oci.answer(request);
        } catch (FakeRequest.Refused e) {
            return FakeReply.bad(String.valueOf(e.getMessage()));
        }
    }

    private FakeReply below(FakeRequest request, String path) {
        if (path.equals("/projects")) {
            return projects(request);
        }
        if (path.equals("/repositories")) {
            return repositories(request);
        }
        if (path.equals("/robots") || path.startsWith("/robots/")) {
            return robots.answer(request, path.substring("/robots".length()));
        }
        if (path.equals("/quotas") || path.startsWith("/quotas/")) {
            return quotas(request, path.substring("/quotas".length()));
        }
        var inProject = PROJECT.matcher(path);
        if (!inProject.matches()) {
            return FakeReply.noPath(request.path());
        }
        var project = projects.get(inProject.group(1));
        var rest = inProject.group(2);
        return project == null
                ? FakeReply.error(404, "NOT_FOUND", "project " + inProject.group(1) + " not found")
                : project.answer(request, rest == null ? "" : rest);
    }

    private FakeReply repositories(FakeRequest request) {
        if (!request.method().equals("GET")
                || !"-update_time".equals(request.query().get("sort"))) {
            throw new FakeRequest.Refused("sort");
        }
        if (!listsRepositories) {
            return FakeReply.error(403, "FORBIDDEN", "forbidden");
        }
        var oldestFirst =
                Comparator.comparing((ObjectNode it) -> it.get("update_time").asText());
        return FakeReply.page(
                request,
                projects.values().stream()
                        .flatMap(FakeProject::listedRepositories)
                        .sorted(ordersRepositories ? oldestFirst.reversed() : oldestFirst)
                        .toList());
    }

    /** The time of the next change; each change has a later time than the one before. */
    Instant nextUpdate() {
        var next = now.isAfter(lastUpdate) ? now : lastUpdate.plusMillis(1);
        lastUpdate = next;
        return next;
    }

    /** A quota's number is that of its project plus one. */
    private FakeReply quotas(FakeRequest request, String rest) {
        if (rest.isEmpty()
                && request.is("GET", ROOT + "/quotas")
                && request.query().get("reference").equals("project")) {
            var project = project(Long.parseLong(request.query().get("reference_id")));
            var quota = RecordedExchanges.object("quota", "/0").put("id", project.id + 1);
            quota.putObject("hard").put("storage", project.quota);
            quota.putObject("used").put("storage", 1_000);
            return FakeReply.page(request, List.of(quota));
        }
        if (!request.method().equals("PUT")) {
            return FakeReply.noPath(request.path());
        }
        var project = project(Long.parseLong(rest.substring(1)) - 1);
        project.quota = request.json(Set.of("hard")).at("/hard/storage").asLong();
        return FakeReply.done(200);
    }

    private FakeReply projects(FakeRequest request) {
        if (request.method().equals("HEAD")) {
            return projects.containsKey(request.query().get("project_name"))
                    ? FakeReply.done(200)
                    : FakeReply.error(404, "NOT_FOUND", "project not found");
        }
        if (request.method().equals("GET")) {
            return FakeReply.page(
                    request,
                    projects.values().stream()
                            .filter(project -> project.mayBeRead)
                            .map(FakeProject::shown)
                            .toList());
        }
        var body = request.json(NEW_PROJECT);
        var name = body.path("project_name").asText();
        if (!request.method().equals("POST") || !name.matches("[a-z0-9]+(?:[._-][a-z0-9]+)*")) {
            return FakeReply.bad("project");
        }
        if (projects.containsKey(name)) {
            return FakeReply.error(409, "CONFLICT");
        }
        boolean isPublic = !body.path("metadata").path("public").asText().equals("false");
        projects.put(name, new FakeProject(this, nextId(), name, isPublic));
        return FakeReply.created(request.path() + "/" + projects.get(name).id);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var request = FakeRequest.of(exchange);
        requests.add(request);
        var scripted = first.apply(request);
        if (scripted == null) {
            scripted = answer(request);
            // An older version was not recorded.
            boolean isRecordedVersion = knowsFormats && listsProjects;
            (isRecordedVersion ? RecordedExchanges.objection(request, scripted) : RecordedExchanges.objection(request))
                    .ifPresent(objections::add);
        } else {
            RecordedExchanges.objection(request).ifPresent(objections::add);
        }
        var reply = last.apply(scripted);
        var body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        boolean isHead = request.method().equals("HEAD");
        try (exchange) {
            exchange.sendResponseHeaders(reply.status(), isHead || body.length == 0 ? -1 : body.length);
            if (!isHead) {
                exchange.getResponseBody().write(body, 0, cuts.test(request) ? body.length / 2 : body.length);
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
