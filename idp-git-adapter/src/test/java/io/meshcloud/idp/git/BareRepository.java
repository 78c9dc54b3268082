package io.meshcloud.idp.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bare repository made and looked at with the real git, and somebody else who commits to it. */
final class BareRepository {
    private static final String NO_FILE = "0000000000000000000000000000000000000000";

    private final Path folder;
    private final Path index;

    private BareRepository(Path folder) {
        this.folder = folder;
        this.index = folder.resolveSibling(folder.getFileName() + ".index");
    }

    static BareRepository create(Path folder) {
        return create(folder, "main");
    }

    static BareRepository create(Path folder, String branch) {
        RealPart.program("git");
        var repository = new BareRepository(folder);
        repository.run(folder.getParent(), Bytes.utf8(""), "init", "-q", "--bare", "-b", branch, folder.toString());
        return repository;
    }

    Path folder() {
        return folder;
    }

    String git(String... arguments) {
        return run(folder, Bytes.utf8(""), arguments);
    }

    /** Somebody else commits on top of a branch. */
    CommitId commit(String branch, String message, Map<String, Bytes> files) {
        var lines = new ArrayList<String>();
        files.forEach((path, bytes) -> lines.add("100644 " + blob(bytes) + "\t" + path));
        return commit(branch, message, lines);
    }

    CommitId remove(String branch, String message, String path) {
        return commit(branch, message, List.of("0 " + NO_FILE + "\t" + path));
    }

    CommitId link(String branch, String message, String path, String target) {
        return commit(branch, message, List.of("120000 " + blob(Bytes.utf8(target)) + "\t" + path));
    }

    private CommitId commit(String branch, String message, List<String> index) {
        var ref = "refs/heads/" + branch;
        var parent = git("for-each-ref", "--format=%(objectname)", ref);
        git("read-tree", parent.isEmpty() ? "--empty" : parent);
        run(folder, Bytes.utf8(String.join("\n", index) + "\n"), "update-index", "--add", "--index-info");
        var tree = git("write-tree");
        var commit = parent.isEmpty()
                ? git("commit-tree", "-m", message, tree)
                : git("commit-tree", "-m", message, "-p", parent, tree);
        git("update-ref", ref, commit);
        return CommitId.parse(commit);
    }

    private String blob(Bytes bytes) {
        return run(folder, bytes, "hash-object", "-w", "--stdin");
    }

    /** The paths that a commit touched. */
    List<String> touched(CommitId commit) {
        return git("diff-tree", "--root", "--no-commit-id", "--name-only", "-r", commit.value())
                .lines()
                .toList();
    }

    String tip(String branch) {
        return git("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch);
    }

    int commits(String branch) {
        return Integer.parseInt(git("rev-list", "--count", branch));
    }

    void hook(String name, String script) {
        try {
            var file = folder.resolve("hooks").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void assertIntact() {
        assertThat(git("fsck", "--strict", "--full", "--no-dangling")).isEmpty();
    }

    private String run(Path where, Bytes input, String... arguments) {
        var command = new ArrayList<String>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("GIT_INDEX_FILE", index.toString());
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
