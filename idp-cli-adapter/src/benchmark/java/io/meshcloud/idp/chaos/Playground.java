// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import io.meshcloud.idp.cli.command.Program;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.git.NewBareRepository;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A state repository on a Git server, and a registry, both reached over faulty links, with environments and images.
 * Every second environment follows pushed images by itself. Thread-safe.
 */
final class Playground implements AutoCloseable {
    private static final String HOST = "registry.example";

    private final Path folder;
    private final Path state;
    private final Path images;
    private final List<String> environments = new ArrayList<>();
    private final GitServer server;
    private final FakeRegistry registry;
    private final FaultyProxy gitLink;
    private final FaultyProxy registryLink;
    private final Instant firstCreated = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    /** The images of each environment in the order of their age, and each digest's place in that order. */
    private final Map<String, List<String>> digests = new HashMap<>();

    Playground(Path folder, ChaosOptions options, Ledger ledger) throws IOException {
        this.folder = folder;
        var served = Files.createDirectories(folder.resolve("served"));
        this.state = served.resolve("state.git");
        this.images = Files.createDirectories(folder.resolve("images"));
        for (int number = 0; number < options.environments(); number++) {
            environments.add("chaos/app-" + number + "/dev");
        }
        NewBareRepository.create(state, "main");
        RealPart.git(state, "config", "http.receivepack", "true");
        RealPart.git(state, "config", "gc.auto", "0");
        setUp();
        this.server = GitServer.in(served).start();
        this.registry = new FakeRegistry(images);
        this.gitLink = new FaultyProxy(server.address(), options.seed(), options.faults(), ledger);
        this.registryLink = new FaultyProxy(addressOf(registry.url()), options.seed() + 1, options.faults(), ledger);
    }

    private static InetSocketAddress addressOf(URI url) {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    private void setUp() throws IOException {
        var cache = folder.resolve("cache-of-the-setup");
        var variables = Map.of("IDP_STATE", state.toString(), "IDP_CACHE", cache.toString(), "IDP_ACTOR", "setup");
        run(variables, "init");
        for (var environment : environments) {
            var file = folder.resolve(app(environment) + ".yaml");
            Files.writeString(file, contract(environment));
            run(variables, "env", "create", environment, "-f", file.toString());
            push(environment);
            push(environment);
        }
        var clone = folder.resolve("clone");
        RealPart.git(folder, "clone", "-q", state.toString(), clone.toString());
        var settings = clone.resolve("platform/platform.yaml");
        Files.writeString(settings, Files.readString(settings).replace("deployOnPush: false", "deployOnPush: true"));
        RealPart.git(clone, "commit", "-qam", "Deploy on push");
        RealPart.git(clone, "push", "-q");
    }

    private void run(Map<String, String> variables, String... words) {
        var answer = runHere(variables, folder, List.of(words));
        if (answer.code() != 0) {
            throw new IllegalStateException(answer.out() + answer.err());
        }
    }

    /** Runs a command inside this process, which is faster than a process of its own. */
    static IdpProcess.Answer runHere(Map<String, String> variables, Path folder, List<String> words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var context = new CliContext(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                variables,
                folder,
                "chaos",
                false,
                Clock.systemUTC());
        var asked = new ArrayList<>(words);
        asked.addAll(List.of("--output", "json"));
        int code = Program.run(context, asked);
        return new IdpProcess.Answer(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), false);
    }

    private static String app(String environment) {
        return environment.split("/", -1)[1];
    }

    private static ImageRepository repository(String environment) {
        return ImageRepository.parse(HOST + "/" + environment);
    }

    private String contract(String environment) {
        boolean follows = environments.indexOf(environment) % 2 == 0;
        return """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment
                metadata:
                  tenant: chaos
                  app: %1$s
                  environment: dev
                spec:
                  target:
                    namespace: app-chaos-%1$s-dev
                  registry:
                    repository: %2$s
                    deployPolicy:
                      mode: %3$s
                  runtime:
                    service:
                      port: 8080
                    scaling:
                      replicas: 1
                    resources:
                      requests:
                        cpu: 100m
                        memory: 128Mi
                      limits:
                        cpu: 500m
                        memory: 256Mi
                """.formatted(app(environment), repository(environment), follows ? "auto" : "manual");
    }

    /** A team pushes a newer image; its tag is the number of the push. */
    synchronized void push(String environment) {
        var pushed = digests.computeIfAbsent(environment, absent -> new ArrayList<>());
        var tag = Integer.toString(pushed.size());
        var image = OciImage.created(firstCreated.plusSeconds(pushed.size())).label("version", tag);
        pushed.add(OciLayoutWriter.in(images, repository(environment))
                .write(Tag.parse(tag), image)
                .toString());
    }

    /** The tag of any image that was pushed. */
    synchronized int anyTag(String environment, Random random) {
        return random.nextInt(digests.getOrDefault(environment, List.of()).size());
    }

    synchronized String digest(String environment, int tag) {
        return digests.getOrDefault(environment, List.of()).get(tag);
    }

    /** The place of an image in the order of age; negative if it was not pushed. */
    synchronized int age(String environment, String digest) {
        return digests.getOrDefault(environment, List.of()).indexOf(digest);
    }

    List<String> environments() {
        return List.copyOf(environments);
    }

    String anyEnvironment(Random random) {
        return environments.get(random.nextInt(environments.size()));
    }

    /** The path of the file that a release to this environment writes. */
    static String releasePath(String environment) {
        return "workspaces/chaos/projects/" + app(environment) + "/tenants/dev/release.yaml";
    }

    /** The variables of a caller with a cache of its own, who reaches everything over the faulty links. */
    Map<String, String> variables(String name) {
        var home = folder.resolve(name);
        return Map.of(
                "HOME",
                home.toString(),
                "IDP_CACHE",
                cache(name).toString(),
                "IDP_STATE",
                "http://127.0.0.1:" + gitLink.port() + "/state.git",
                "IDP_REGISTRY",
                HOST + "=http://127.0.0.1:" + registryLink.port(),
                "IDP_ACTOR",
                name);
    }

    Path cache(String name) {
        return folder.resolve(name).resolve("cache");
    }

    /** The folder in which a caller works. */
    Path home(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path state() {
        return state;
    }

    void burst(Duration time) {
        gitLink.burst(time);
        registryLink.burst(time);
    }

    void calm() {
        gitLink.calm();
        registryLink.calm();
    }

    @Override
    public void close() throws IOException {
        gitLink.close();
        registryLink.close();
        registry.close();
        server.close();
    }
}
