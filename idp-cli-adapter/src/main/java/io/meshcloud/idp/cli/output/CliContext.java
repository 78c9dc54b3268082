// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a run takes from its process. A run reads nothing else of the process, so that a test or the demo can
 * run the program inside another process.
 *
 * @param in standard input
 * @param out for the result only
 * @param err notes, warnings and problems
 * @param environment the environment variables
 * @param directory the folder that relative paths start from
 * @param user the operating system's user, the default actor
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

    /** The user's home folder. */
    public Path home() {
        var home = environment.get("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home", ".") : home);
    }
}
