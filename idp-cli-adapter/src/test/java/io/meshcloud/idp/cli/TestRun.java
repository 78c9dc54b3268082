// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import io.meshcloud.idp.cli.command.Program;
import io.meshcloud.idp.cli.output.CliContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs command lines inside the test's process, in a folder and an environment of the test's own. */
public final class TestRun {
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";
    private String user = "os-user";

    public TestRun(Path directory) {
        this.directory = directory;
        with("PATH", System.getenv().getOrDefault("PATH", ""));
        // The settings of the person who runs the tests stay outside.
        with("XDG_CONFIG_HOME", directory.resolve("config").toString());
    }

    public TestRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs as this user of the operating system. */
    public TestRun as(String name) {
        user = name;
        return this;
    }

    public TestRun typing(String text) {
        input = text;
        return this;
    }

    public Result run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Program.run(context(out, err), List.of(words));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public CliContext context() {
        return context(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    }

    private CliContext context(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new CliContext(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                directory,
                user,
                false,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    public record Result(int code, String out, String err) {}
}
