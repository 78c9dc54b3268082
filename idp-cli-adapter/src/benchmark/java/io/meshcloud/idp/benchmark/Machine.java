// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine on which the figures were measured.
 *
 * @param cores the number of cores available to this process
 * @param processor the model of the processor
 * @param memory the total memory in GiB
 * @param kernel the name and release of the kernel
 * @param java the name and version of the JVM
 * @param git the version of git
 * @param storage the type of the file system that contains repositories, caches and clones
 */
record Machine(int cores, String processor, long memory, String kernel, String java, String git, String storage) {
    private static final long KIB_IN_GIB = 1024L * 1024;

    static Machine find(Programs programs, Path folder) {
        try {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    field("/proc/cpuinfo", "model name"),
                    Math.round((double) Long.parseLong(
                                    field("/proc/meminfo", "MemTotal").replace(" kB", ""))
                            / KIB_IN_GIB),
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                    programs.git(folder, "--version").printed().strip(),
                    Files.getFileStore(folder).type());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String file, String name) throws IOException {
        return Files.readString(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
