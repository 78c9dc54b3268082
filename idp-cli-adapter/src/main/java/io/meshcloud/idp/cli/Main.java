// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import io.meshcloud.idp.cli.command.Program;
import io.meshcloud.idp.cli.file.ProcessUser;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.cli.output.ResultStream;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The entry point: passes the process's streams, folder and environment to the program and exits with its exit code.
 */
public final class Main {
    private static final int RESULT_LOST = 1;
    private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private Main() {}

    public static void main(String[] words) {
        // Guice's default way of defining classes makes newer Java versions warn on standard error.
        System.setProperty("guice_custom_class_loading", "CHILD");
        // Java sends no password to a proxy that opens tunnels, unless this list of forbidden schemes is empty.
        if (System.getProperty(TUNNEL_SCHEMES) == null) {
            System.setProperty(TUNNEL_SCHEMES, "");
        }
        var result = new ResultStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        var out = new PrintStream(result, false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = Program.run(
                new CliContext(
                        System.in,
                        out,
                        err,
                        System.getenv(),
                        Path.of(""),
                        ProcessUser.name(System.getProperty("user.name", "")),
                        hasTerminal(),
                        Clock.systemUTC()),
                List.of(words));
        out.flush();
        if (code == 0 && result.loss().isPresent()) {
            err.println("error: the result could not be written to standard output; the command itself succeeded");
            code = RESULT_LOST;
        }
        System.exit(code);
    }

    /** Whether there is a terminal: the console exists and, since Java 22, reports that it is a terminal. */
    @SuppressWarnings("SystemConsoleNull") // before Java 22 null means that there is no terminal
    private static boolean hasTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
