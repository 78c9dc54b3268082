// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.wiring.StateCache;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;

/**
 * The steps of the demo, from an empty repository to a rollback. Each runs a command of the program, so the output is
 * what the command prints.
 */
public final class DemoStory {
    private static final String DEV = "likvid/hello-api/dev";
    private static final String PROD = "likvid/hello-api/prod";
    private static final int REFUSED = 3;

    private final Path folder;
    private final Settings settings;
    private final CliContext context;
    private final ToIntBiFunction<CliContext, List<String>> runner;

    /**
     * @param settings only the cache and the actor are used; everything else is the demo's own
     */
    public DemoStory(
            Path folder, Settings settings, CliContext context, ToIntBiFunction<CliContext, List<String>> runner) {
        this.folder = folder;
        this.settings = settings;
        this.context = context;
        this.runner = runner;
    }

    private record Scene(String says, List<String> words, int expected) {}

    /**
     * Creates the parts and runs every command, up to the first that does not end as expected.
     *
     * @param listener called after each step
     * @throws io.meshcloud.idp.contract.problem.IdpException if the folder cannot be used
     */
    public DemoResult play(Consumer<DemoResult.Step> listener) {
        var cache = StateCache.of(settings, context).folder();
        if (cache.startsWith(folder)) {
            throw Problem.of(
                            ProblemCode.USAGE,
                            "the cache would be inside the demo's folder",
                            cache.toString(),
                            "name another folder with --dir, or with --cache")
                    .asException();
        }
        try (var own = DemoFolder.prepare(folder)) {
            forgetEarlierState(cache);
            DemoParts.create(own, context.clock().instant());
            return playScenes(listener);
        }
    }

    /** A demo that starts over rewrites no branch: its repository is a new one at the same place. */
    private void forgetEarlierState(Path cache) {
        var url = folder.toAbsolutePath().normalize().resolve(DemoFolder.STATE).toString();
        var config = GitConfig.of(url, environment()).withCacheFolder(cache);
        try (var earlier = new GitStateRepository(config)) {
            earlier.forget();
        }
    }

    private DemoResult playScenes(Consumer<DemoResult.Step> listener) {
        var steps = new ArrayList<DemoResult.Step>();
        for (var scene : scenes()) {
            var step = play(scene);
            steps.add(step);
            listener.accept(step);
            if (step.exitCode() != scene.expected()) {
                return new DemoResult(folder.toString(), program(), steps, Math.max(1, step.exitCode()));
            }
        }
        return new DemoResult(folder.toString(), program(), steps, 0);
    }

    private static List<Scene> scenes() {
        var createProd = new ArrayList<>(List.of("env", "create", PROD));
        createProd.addAll(DemoParts.prodFlags());
        return List.of(
                scene("The platform team sets up an empty state repository.", "init"),
                scene(
                        "It creates an environment from a file; dev may later follow pushed images by itself.",
                        "env",
                        "create",
                        DEV,
                        "-f",
                        DemoFolder.CONTRACT),
                new Scene("And one from flags; prod waits for a person.", createProd, 0),
                scene(
                        "A release by tag: the registry is asked for its digest, and the digest is written.",
                        "release",
                        DEV,
                        "--image",
                        "1.0.0"),
                scene("The next version.", "release", DEV, "--image", "1.1.0"),
                scene("Releasing the same image again changes nothing.", "release", DEV, "--image", "1.1.0"),
                scene(
                        "More replicas: one scalar of app-env.yaml changes, its comments stay.",
                        "env",
                        "set",
                        DEV,
                        "runtime.scaling.replicas=3"),
                new Scene(
                        "An image of another environment is refused, and the answer says why.",
                        List.of("release", PROD, "--image", DemoParts.repository("dev") + ":1.1.0"),
                        REFUSED),
                scene("The image of its own repository is accepted.", "release", PROD, "--image", "1.0.0"),
                scene("1.1.0 was a mistake.", "rollback", DEV, "--reason", "1.1.0 answers with errors"),
                scene("What happened, from Git alone.", "history", DEV),
                scene("What runs now.", "env", "list"));
    }

    private static Scene scene(String says, String... words) {
        return new Scene(says, List.of(words), 0);
    }

    private DemoResult.Step play(Scene scene) {
        var printed = new ByteArrayOutputStream();
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int exitCode = runner.applyAsInt(
                new CliContext(
                        InputStream.nullInputStream(),
                        stream,
                        stream,
                        environment(),
                        folder,
                        context.user(),
                        false,
                        context.clock()),
                scene.words());
        return new DemoResult.Step(
                scene.says(), CommandWords.typed(scene.words()), exitCode, printed.toString(StandardCharsets.UTF_8));
    }

    /** The environment without the settings of this process: the demo's folder contains its own. */
    private Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        context.environment().forEach((name, value) -> {
            if (!name.startsWith("IDP_")) {
                variables.put(name, value);
            }
        });
        variables.put("IDP_CONFIG", folder.resolve(DemoFolder.SETTINGS).toString());
        variables.put("IDP_ACTOR", settings.requireActor().toString());
        settings.find(AllSettings.CACHE).ifPresent(cache -> variables.put("IDP_CACHE", cache.toString()));
        return variables;
    }

    private static String program() {
        var source = DemoStory.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return "idp";
        }
        try {
            return "java -jar "
                    + CommandWords.quoted(Path.of(source.getLocation().toURI()).toString());
        } catch (URISyntaxException | FileSystemNotFoundException e) {
            return "idp";
        }
    }
}
