// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The built {@code idp.jar}, run as a process of its own with a home folder of the test's own. */
final class Idp {
    private final Path folder;

    private Idp(Path folder) {
        this.folder = folder;
    }

    static Idp in(Path folder) {
        return new Idp(folder);
    }

    static Path jar() {
        return Path.of(Objects.requireNonNull(System.getProperty("idp.jar"), "failsafe says where the jar is"));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    ProcessBuilder process(String... words) throws IOException {
        var command = new ArrayList<>(List.of(java(), "-jar", jar().toString()));
        command.addAll(List.of(words));
        return prepared(command);
    }

    /** Any command with this home and without this process's settings. */
    ProcessBuilder prepared(List<String> command) throws IOException {
        var home = Files.createDirectories(folder.resolve("home"));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("IDP_")
                        || name.startsWith("XDG_")
                        || name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    TestRun.Result run(String... words) throws IOException, InterruptedException {
        return finish(process(words).start());
    }

    static TestRun.Result finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        var out = read(process.getInputStream());
        return new TestRun.Result(process.waitFor(), out, err.join());
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
