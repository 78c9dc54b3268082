// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the commits of updates before the clock starts, in a repository that uses the server's objects as alternates.
 */
final class CommitFactory {
    private final Programs programs;
    private final Path repository;
    private final StateCopy copy;
    private final Updates supply;

    CommitFactory(Arena arena, StateCopy copy, String name) {
        this.programs = arena.programs();
        this.repository = arena.scratch(name);
        this.copy = copy;
        this.supply = arena.updates(name);
        programs.git(repository, "init", "--quiet", "--bare", "-b", "main");
        write(
                repository.resolve("objects/info/alternates"),
                (copy.repository().resolve("objects") + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Path repository() {
        return repository;
    }

    /**
     * Commits on top of the server's branch, one for each update.
     *
     * @param updates the number of updates, at least one
     */
    Ready next(int updates) {
        var tip = copy.tip();
        var script = new ByteArrayOutputStream();
        for (int i = 0; i < updates; i++) {
            var update = supply.next();
            text(script, "commit " + StateCopy.BRANCH + "\ncommitter platform <platform@example> now\n");
            data(script, update.message().getBytes(StandardCharsets.UTF_8));
            text(script, i == 0 ? "from " + tip + "\n" : "");
            text(script, "M 100644 inline " + update.environment().releasePath() + "\n");
            data(script, update.file().toArray());
        }
        var input = write(repository.resolve("commits"), script.toByteArray());
        programs.run(repository, input, List.of("git", "fast-import", "--quiet", "--force", "--date-format=now"));
        return new Ready(
                tip,
                programs.git(repository, "rev-parse", StateCopy.BRANCH)
                        .printed()
                        .strip());
    }

    /** The bytes of a push: the command and a thin pack, as git would send them. */
    Path body(Ready ready) {
        var revisions = write(
                repository.resolve("revisions"),
                (ready.commit() + "\n^" + ready.before() + "\n").getBytes(StandardCharsets.UTF_8));
        var pack = programs.run(
                        repository, revisions, List.of("git", "pack-objects", "--revs", "--thin", "--stdout", "-q"))
                .printed()
                .getBytes(StandardCharsets.ISO_8859_1);
        var command = ready.before() + " " + ready.commit() + " " + StateCopy.BRANCH + "\0 report-status\n";
        var body = new ByteArrayOutputStream();
        text(body, "%04x".formatted(command.length() + 4) + command + "0000");
        body.writeBytes(pack);
        return write(repository.resolve("body"), body.toByteArray());
    }

    /**
     * Checks that the server accepted the push.
     *
     * @throws IllegalStateException with the server's answer, if it did not
     */
    static void requireAccepted(String answer) {
        if (!answer.contains("unpack ok") || !answer.contains("ok " + StateCopy.BRANCH)) {
            throw new IllegalStateException("the server refused a push: " + answer);
        }
    }

    private static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void data(ByteArrayOutputStream out, byte[] content) {
        text(out, "data " + content.length + "\n");
        out.writeBytes(content);
        text(out, "\n");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Commits that are ready to be pushed.
     *
     * @param before the current commit of the branch
     * @param commit the new commit of the branch
     */
    record Ready(String before, String commit) {}
}
