// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The user of the operating system that runs this process. */
public final class ProcessUser {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UIDS = "Uid:";

    /** What Java answers for a user without an entry in {@code /etc/passwd}, such as a container's arbitrary one. */
    private static final String NAMELESS = "?";

    private ProcessUser() {}

    /**
     * The user's name, or {@code uid:NUMBER} for a user without a name; empty if the system has neither.
     *
     * @param javaName Java's property {@code user.name}
     */
    public static String name(String javaName) {
        return name(javaName, STATUS);
    }

    static String name(String javaName, Path status) {
        return javaName.isBlank() || javaName.equals(NAMELESS)
                ? uid(status).map(number -> "uid:" + number).orElse("")
                : javaName;
    }

    /** The number of the process's effective user; empty where the system does not report it. */
    static Optional<String> uid() {
        return uid(STATUS);
    }

    private static Optional<String> uid(Path status) {
        try (var lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(UIDS))
                    .map(line -> line.substring(UIDS.length()).strip().split("\t", -1))
                    .filter(real -> real.length > 1)
                    .map(realAndEffective -> realAndEffective[1])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
