// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.tool.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Generates a state repository of any size: a packed bare repository that contains the two files of every environment
 * in the default layout and a history with one release of each environment.
 */
final class StateGenerator {
    /** The maximum of commits; in larger repositories several environments share a commit, to save minutes. */
    private static final int MAX_COMMITS = 10_000;

    private static final String COMMITTER = "committer platform <platform@example> %d +0000\n";
    private static final long FIRST_SECOND = 1_790_000_000;
    private static final long LATER_SECOND = FIRST_SECOND + 1_000_000;

    private final Programs programs;

    StateGenerator(Programs programs) {
        this.programs = programs;
    }

    /**
     * @param repository the folder to create the bare repository in
     */
    void generate(Path repository, int environments) {
        Folders.create(repository);
        programs.git(repository, "init", "--quiet", "--bare", "-b", "main");
        var stream = repository.resolveSibling(repository.getFileName() + ".stream");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(stream))) {
                write(out, environments);
            }
            programs.run(repository, stream, List.of("git", "fast-import", "--quiet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(stream);
        }
        programs.git(repository, "repack", "-a", "-d", "-q");
        programs.git(repository, "config", "http.receivepack", "true");
        // One run must not be slowed down by maintenance that another run caused.
        programs.git(repository, "config", "receive.autogc", "false");
    }

    /** Adds commits, each with a release of the next environment, and packs the repository. */
    void extendHistory(Path repository, int environments, int commits) {
        var stream = repository.resolveSibling(repository.getFileName() + ".stream");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(stream))) {
                for (int number = 0; number < commits; number++) {
                    var update = new TestUpdate(new TestEnvironment(number % environments), "later " + number);
                    text(out, "commit refs/heads/main\n" + COMMITTER.formatted(LATER_SECOND + number));
                    data(out, Bytes.utf8(update.message()));
                    text(out, number == 0 ? "from refs/heads/main^0\n" : "");
                    file(out, update.environment().releasePath(), update.file());
                }
                text(out, "done\n");
            }
            programs.run(repository, stream, List.of("git", "fast-import", "--quiet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(stream);
        }
        programs.git(repository, "repack", "-a", "-d", "-q");
    }

    /** Commits platform settings under which automation releases pushed images. */
    void enableAutomation(Path repository) {
        var settings =
                ContractFiles.defaultPlatformFile().asText().replace("deployOnPush: false", "deployOnPush: true");
        commit(repository, "Deploy on push", Map.of("platform/platform.yaml", Bytes.utf8(settings)));
    }

    /**
     * Adds one commit to the branch.
     *
     * @param files the new content of the files that it changes, by path
     * @throws IllegalStateException if another commit was added at the same time
     */
    void commit(Path repository, String subject, Map<String, Bytes> files) {
        var stream = repository.resolveSibling(repository.getFileName() + ".stream");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(stream))) {
                text(out, "commit refs/heads/main\n" + COMMITTER.formatted(LATER_SECOND));
                data(out, Bytes.utf8(subject + "\n"));
                text(out, "from refs/heads/main^0\n");
                for (var file : files.entrySet()) {
                    file(out, file.getKey(), file.getValue());
                }
                text(out, "done\n");
            }
            programs.run(repository, stream, List.of("git", "fast-import", "--quiet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(stream);
        }
    }

    private static void write(OutputStream out, int environments) throws IOException {
        text(out, "commit refs/heads/main\n" + COMMITTER.formatted(FIRST_SECOND));
        data(out, Bytes.utf8("Environments\n"));
        file(out, "platform/platform.yaml", ContractFiles.defaultPlatformFile());
        for (int number = 0; number < environments; number++) {
            var environment = new TestEnvironment(number);
            file(out, environment.folder() + "/app-env.yaml", Bytes.utf8(environment.contract()));
        }
        int perCommit = (environments + MAX_COMMITS - 1) / MAX_COMMITS;
        for (int first = 0; first < environments; first += perCommit) {
            text(out, "commit refs/heads/main\n" + COMMITTER.formatted(FIRST_SECOND + 1 + first));
            data(out, Bytes.utf8(update(first).message()));
            for (int number = first; number < Math.min(first + perCommit, environments); number++) {
                file(
                        out,
                        new TestEnvironment(number).releasePath(),
                        update(number).file());
            }
        }
        text(out, "done\n");
    }

    private static TestUpdate update(int number) {
        return new TestUpdate(new TestEnvironment(number), "first " + number);
    }

    private static void file(OutputStream out, String path, Bytes bytes) throws IOException {
        text(out, "M 100644 inline " + path + "\n");
        data(out, bytes);
    }

    private static void data(OutputStream out, Bytes bytes) throws IOException {
        var content = bytes.toArray();
        text(out, "data " + content.length + "\n");
        out.write(content);
        out.write('\n');
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
