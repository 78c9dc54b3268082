// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run takes from its process. A run reads nothing else of the process, so that a test or the demo can
 * run the program inside another process.
 *
 * @param in standard input
 * @param out for the result only
 * @param err notes, warnings and problems
 * @param environment the environment variables
 * @param directory the folder that relative paths start from
 * @param user the operating system's user, the default actor; empty if the system knows none
 * @param terminal whether {@code err} is a terminal
 * @param clock the time
 */
public record CliContext(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        String user,
        boolean terminal,
        Clock clock) {
    public CliContext {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath().normalize();
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(clock, "clock");
    }

    /**
     * The user's home folder; the root folder for a user without one, as container runtimes have it. Never a folder
     * that depends on the current one, whose files may be somebody else's.
     */
    public Path home() {
        return absolute(environment.get("HOME"))
                .or(() -> absolute(System.getProperty("user.home")))
                .orElse(Path.of("/"));
    }

    /** The folder of the user's own settings, {@code $XDG_CONFIG_HOME} or {@code ~/.config}. */
    public Path configFolder() {
        return absolute(environment.get("XDG_CONFIG_HOME")).orElseGet(() -> home().resolve(".config"));
    }

    private static Optional<Path> absolute(@Nullable String folder) {
        return Optional.ofNullable(folder).map(Path::of).filter(Path::isAbsolute);
    }
}
