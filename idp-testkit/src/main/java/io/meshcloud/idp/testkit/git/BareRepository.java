// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.testkit.RealPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bare repository that is created and inspected with the installed git. It can also commit as another author. If git
 * is missing, the test is skipped, see {@link RealPart}.
 */
public final class BareRepository {
    private final Path folder;

    private BareRepository(Path folder) {
        this.folder = folder;
    }

    /** Creates an empty repository whose branch will be {@code main}. */
    public static BareRepository create(Path folder) {
        return create(folder, "main");
    }

    /** Creates an empty repository, without this machine's template and without automatic maintenance. */
    public static BareRepository create(Path folder, String branch) {
        RealPart.program("git");
        var repository = new BareRepository(folder);
        repository.run(
                Path.of("/"),
                Bytes.utf8(""),
                "init",
                "-q",
                "--bare",
                "--template=",
                "-b",
                branch,
                folder.toAbsolutePath().toString());
        repository.append("config", "[receive]\n\tautogc = false\n");
        return repository;
    }

    private void append(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The repository's folder, which is also its path as a remote. */
    public Path folder() {
        return folder;
    }

    /** Runs git in the repository, which must succeed, and returns its output on both streams, stripped. */
    public String git(String... arguments) {
        return run(folder, Bytes.utf8(""), arguments);
    }

    /** Another author commits on top of a branch. */
    public CommitId commit(String branch, String message, Map<String, Bytes> files) {
        return commit(branch, message, files(files));
    }

    /** Another author deletes a file. */
    public CommitId remove(String branch, String message, String path) {
        return commit(branch, message, new Script().line("D " + path));
    }

    /** Another author commits a symbolic link. */
    public CommitId link(String branch, String message, String path, String target) {
        return commit(
                branch, message, new Script().line("M 120000 inline " + path).data(Bytes.utf8(target)));
    }

    /**
     * Another author makes a commit of each of these sets of files, with one process.
     *
     * @param message of each commit, which its number follows, beginning with 1
     */
    public void commits(String branch, String message, List<Map<String, Bytes>> commits) {
        var tip = tip(branch);
        var script = new Script();
        for (int i = 0; i < commits.size(); i++) {
            var from = i == 0 ? tip : ":" + i;
            script.commit(branch, i + 1, message + " " + (i + 1), from, files(commits.get(i)));
        }
        fastImport(script);
    }

    /** One process instead of seven (read-tree, write-tree and so on). */
    private CommitId commit(String branch, String message, Script changes) {
        var script =
                new Script().commit(branch, 1, message, tip(branch), changes).line("get-mark :1");
        return CommitId.parse(fastImport(script));
    }

    private String fastImport(Script script) {
        return run(folder, script.bytes(), "fast-import", "--quiet", "--date-format=now");
    }

    private static Script files(Map<String, Bytes> files) {
        var script = new Script();
        files.forEach((path, bytes) -> script.line("M 100644 inline " + path).data(bytes));
        return script;
    }

    /** The input of {@code git fast-import}. */
    private static final class Script {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Script line(String text) {
            bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Script data(Bytes data) {
            line("data " + data.size());
            bytes.writeBytes(data.toArray());
            return line("");
        }

        /** A commit on top of another one; of none if that is empty. */
        Script commit(String branch, int mark, String message, String parent, Script changes) {
            line("commit refs/heads/" + branch);
            line("mark :" + mark);
            line("committer Somebody Else <else@example.org> now");
            data(Bytes.utf8(message + "\n"));
            if (!parent.isEmpty()) {
                line("from " + parent);
            }
            bytes.writeBytes(changes.bytes.toByteArray());
            return this;
        }

        Bytes bytes() {
            return Bytes.of(bytes.toByteArray());
        }
    }

    /** The paths that a commit changed. */
    public List<String> touched(CommitId commit) {
        return git("diff-tree", "--root", "--no-commit-id", "--name-only", "-r", commit.value())
                .lines()
                .toList();
    }

    /** The tip of a branch; empty if there is no such branch. */
    public String tip(String branch) {
        // Git keeps a branch that moved recently in a file of its own. To read it costs no process.
        var tip = text("refs/heads/" + branch);
        if (tip.isPresent() && !tip.get().startsWith("ref:")) {
            return tip.get();
        }
        boolean exists = tip.isPresent() || text("packed-refs").isPresent();
        return exists ? git("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch) : "";
    }

    private Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(folder.resolve(file)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of commits of a branch. */
    public int commits(String branch) {
        return Integer.parseInt(git("rev-list", "--count", branch));
    }

    /** Installs a hook: a script for {@code sh}. */
    public void hook(String name, String script) {
        try {
            var file = folder.resolve("hooks").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code git fsck}, which must succeed. */
    public void assertIntact() {
        assertThat(git("fsck", "--strict", "--full", "--no-dangling")).isEmpty();
    }

    private String run(Path where, Bytes input, String... arguments) {
        var command = new ArrayList<String>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (var role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "Somebody Else");
            environment.put("GIT_" + role + "_EMAIL", "else@example.org");
        }
        try {
            var process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.toArray());
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
