// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.testkit.git.GitServer;
import io.meshcloud.idp.tool.Folders;
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
 * The setup for one row: a Git server, a copy of the generated repository for each contestant, and scratch folders.
 * Closing the arena deletes all of them.
 */
final class Arena implements AutoCloseable {
    static final Duration ROUND_TRIP = Duration.ofMillis(20);

    /** Checks every pushed ref, as the hooks of Git servers do. */
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
    private final boolean remote;
    private final GitServer server;
    private final @Nullable DelayingProxy link;
    private final Programs programs;

    /**
     * @param folder the folder to create for this arena
     * @param seed the generated repository
     * @param environments the number of environments in the seed
     * @param remote whether the server is {@link #ROUND_TRIP} away, uses TLS and has a pre-receive hook
     */
    Arena(Path folder, Path seed, int environments, boolean remote) {
        this.folder = Folders.create(folder);
        this.seed = seed;
        this.environments = environments;
        this.remote = remote;
        var root = Folders.create(folder.resolve("served"));
        var local = new Programs(scratch("printed"));
        try {
            this.server = remote
                    ? GitServer.in(root).tls().start()
                    : GitServer.in(root).start();
            this.link = remote ? new DelayingProxy(server.address(), ROUND_TRIP) : null;
            this.programs = remote
                    ? local.with(Map.of("GIT_SSL_CAINFO", server.certificate().toString()))
                    : local;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the repository for one contestant. */
    StateCopy copy(String name) {
        var repository = folder.resolve("served").resolve(name + ".git");
        Folders.copy(seed, repository);
        if (remote) {
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

    /** The JVM options that make a process trust the server. */
    List<String> javaTrust() {
        try {
            return remote
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
