// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peak resident memory of a process: {@code VmHWM} of Linux, see proc(5). */
final class PeakMemory {
    private static final String FIELD = "VmHWM:";
    private static final int KIB = 1024;

    private PeakMemory() {}

    /** In bytes. */
    static long ofThisProcess() throws IOException {
        return parse(Files.readString(Path.of("/proc/self/status")));
    }

    /** The resident memory now ({@code VmRSS}), in bytes. */
    static long residentOfThisProcess() throws IOException {
        return parse(Files.readString(Path.of("/proc/self/status")), "VmRSS:");
    }

    /** In bytes. */
    static long parse(String status) {
        return parse(status, FIELD);
    }

    private static long parse(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> KIB
                        * Long.parseLong(
                                line.substring(field.length()).replace("kB", "").strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + field + " in " + status));
    }
}
