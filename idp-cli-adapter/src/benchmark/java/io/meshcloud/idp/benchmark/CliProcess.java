// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.tool.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the built {@code idp.jar} as a pipeline does, with its own image folder and its own cache. */
final class CliProcess {
    private static final Instant CREATED = Instant.parse("2026-11-01T08:00:00Z");

    private final Programs programs;
    private final Path folder;
    private long pushed;

    CliProcess(Arena arena, StateCopy copy, String name) {
        this(arena, copy, name, Map.of());
    }

    /**
     * @param registry variables that name a registry and its credentials; empty for the image folder
     */
    CliProcess(Arena arena, StateCopy copy, String name, Map<String, String> registry) {
        this.folder = arena.scratch("command-line-" + name);
        this.programs = arena.programs()
                .with(Map.of(
                        "HOME",
                        folder.toString(),
                        "IDP_STATE",
                        copy.url(),
                        "IDP_CACHE",
                        cache().toString(),
                        "IDP_REGISTRY",
                        TestEnvironment.HOST + "=oci:" + images()))
                .with(registry);
    }

    /** The built {@code idp.jar}. */
    static String jar() {
        return Path.of(System.getProperty("idp.jar", "idp-cli-adapter/target/idp.jar"))
                .toAbsolutePath()
                .toString();
    }

    Duration reconcile() {
        return run("reconcile", "--once");
    }

    private Path images() {
        return folder.resolve("images");
    }

    Path cache() {
        return folder.resolve("cache");
    }

    void clearCache() {
        Folders.delete(cache());
    }

    /** Pushes a new image and releases it; returns the time of the release alone. */
    Duration release(TestEnvironment environment) {
        var tag = "run-" + pushed;
        OciLayoutWriter.in(images(), environment.repository())
                .write(Tag.parse(tag), OciImage.created(CREATED.plusSeconds(pushed)));
        pushed++;
        return run("release", environment.address().toString(), "--image", tag);
    }

    /** The time of a list of all environments. */
    Duration list() {
        return run("env", "list");
    }

    Duration history(TestEnvironment environment) {
        return run("history", environment.address().toString());
    }

    private Duration run(String... arguments) {
        var words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar()));
        words.addAll(List.of(arguments));
        return programs.run(folder, null, words).took();
    }
}
