package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the figures were taken on.
 *
 * @param cores how many this process may use
 * @param processor its model
 * @param memory in all, in GiB
 * @param kernel its release
 * @param java the virtual machine
 * @param git its version
 * @param storage the kind of file system that holds repositories, caches and clones
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
