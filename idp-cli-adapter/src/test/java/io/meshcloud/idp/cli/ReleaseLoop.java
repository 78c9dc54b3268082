// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import io.meshcloud.idp.cli.command.Program;
import io.meshcloud.idp.cli.output.CliContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A process that runs {@code idp release} once for each of its environments, and stops at the first failure. */
public final class ReleaseLoop {
    private ReleaseLoop() {}

    public static void main(String[] range) {
        for (int number = Integer.parseInt(range[0]); number < Integer.parseInt(range[1]); number++) {
            int code = Program.run(
                    new CliContext(
                            System.in,
                            System.out,
                            System.err,
                            System.getenv(),
                            Path.of(""),
                            "loop-" + range[0],
                            false,
                            Clock.systemUTC()),
                    List.of("release", "likvid/" + app(number) + "/dev", "--image", "1.0.0"));
            if (code != 0) {
                System.exit(code);
            }
        }
    }

    static String app(int number) {
        return "app-" + number;
    }
}
