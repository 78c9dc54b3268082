package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where contestants meet for one row: a Git server, a copy of the generated repository for each of them, and scratch
 * folders. Everything is gone when it is closed.
 */
final class Arena implements AutoCloseable {
    static final Duration ROUND_TRIP = Duration.ofMillis(20);

    /** Looks at every ref that is pushed, as hooks of Git servers do. */
    private static final String HOOK = """
            #!/bin/sh
            while read -r before after ref; do
              [ "$ref" = refs/heads/main ] || { echo "only main is pushed here" >&2; exit 1; }
              git cat-file -e "$after" || exit 1
            done
            """;

    private final Path folder;
    private final Path seed;
    private final int environments;
    private final boolean far;
    private final GitServer server;
    private final @Nullable DelayingProxy link;
    private final Programs programs;

    /**
     * @param folder that does not exist yet
     * @param seed the generated repository
     * @param environments how many it has
     * @param far whether the server is {@link #ROUND_TRIP} away, speaks TLS and has a pre-receive hook
     */
    Arena(Path folder, Path seed, int environments, boolean far) {
        this.folder = Folders.create(folder);
        this.seed = seed;
        this.environments = environments;
        this.far = far;
        var root = Folders.create(folder.resolve("served"));
        var quiet = new Programs(scratch("printed"));
        try {
            this.server =
                    far ? GitServer.in(root).tls().start() : GitServer.in(root).start();
            this.link = far ? new DelayingProxy(server.address(), ROUND_TRIP) : null;
            this.programs = far
                    ? quiet.with(Map.of("GIT_SSL_CAINFO", server.certificate().toString()))
                    : quiet;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the repository for one contestant. */
    StateCopy copy(String name) {
        var repository = folder.resolve("served").resolve(name + ".git");
        Folders.copy(seed, repository);
        if (far) {
            hook(repository);
        }
        var url = server.url(name + ".git");
        return new StateCopy(
                programs,
                repository,
                link == null ? url : url.replace(":" + server.address().getPort(), ":" + link.port()));
    }

    private static void hook(Path repository) {
        try {
            var file = Files.createDirectories(repository.resolve("hooks")).resolve("pre-receive");
            Files.writeString(file, HOOK);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder. */
    Path scratch(String name) {
        return Folders.create(folder.resolve("scratch").resolve(name));
    }

    Updates updates(String name) {
        return new Updates(name, environments);
    }

    int environments() {
        return environments;
    }

    Programs programs() {
        return programs;
    }

    /** What a Java process needs to trust the server. */
    List<String> javaTrust() {
        try {
            return far
                    ? List.of(
                            "-Djavax.net.ssl.trustStore=" + server.trustStore(),
                            "-Djavax.net.ssl.trustStoreType=PKCS12",
                            "-Djavax.net.ssl.trustStorePassword=changeit")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }
}
