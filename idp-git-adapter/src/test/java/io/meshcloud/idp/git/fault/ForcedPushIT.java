// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user removes commits with {@code git push --force} while releases are written. */
class ForcedPushIT {
    private static final int APPS = 6;
    private static final int EACH = 5;
    private static final int MOST_TRIES = 50;
    private static final String REWRITTEN = "BRANCH_REWRITTEN";

    @TempDir
    private Path scratch;

    private Fleet fleet;
    private Updater updater;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
        fleet.remote().git("config", "core.logAllRefUpdates", "true");
        updater = new Updater(fleet.url(), scratch.resolve("cache"));
    }

    @AfterEach
    void disconnect() throws IOException {
        if (fleet != null) {
            fleet.close();
        }
    }

    /** Resets the branch by some commits, adds a commit with another file, and returns that commit. */
    private String force() {
        int tries = 0;
        var work = scratch.resolve("work");
        RealPart.git(scratch, "clone", "-q", fleet.url(), work.toString());
        RealPart.git(work, "reset", "-q", "--hard", "HEAD~3");
        try {
            Files.writeString(work.resolve("notes.txt"), "somebody else's");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RealPart.git(work, "add", "-A");
        RealPart.git(work, "commit", "-q", "-m", "somebody else's");
        // The server refuses the push while a release moves the branch; writers wait meanwhile, so that ends.
        while (!RealPart.succeeds("git", "-C", work.toString(), "push", "-q", "--force", "origin", "HEAD:main")) {
            assertThat(tries++).isLessThan(MOST_TRIES);
        }
        return RealPart.git(work, "rev-parse", "HEAD").strip();
    }

    private List<String> log(String range) {
        return fleet.remote()
                .git("log", "--reverse", "--format=%H", range)
                .lines()
                .toList();
    }

    @Test
    void a_rewritten_branch_is_not_written_to_until_it_is_accepted() throws Exception {
        fleet.lookAtPushes("");
        var told = new AtomicInteger();
        var refused = new AtomicInteger();
        var forced = new String[1];

        var reports = new Load(updater, APPS, EACH).run(report -> {
            if (told.incrementAndGet() == 2 * APPS) {
                forced[0] = force();
            }
            if (report.outcome().equals(REWRITTEN) && refused.incrementAndGet() == APPS) {
                assertThat(log(forced[0] + "..main")).isEmpty();
                assertThat(updater.accept(forced[0])).isInstanceOf(ChangeOutcome.Changed.class);
            }
        });

        fleet.awaitPushes();
        fleet.remote().assertIntact();
        assertThat(refused).hasValueGreaterThanOrEqualTo(APPS);
        assertThat(reports)
                .allMatch(report -> report.isDone() || report.outcome().equals(REWRITTEN));
        assertThat(fleet.remote().git("show", "main:notes.txt")).isEqualTo("somebody else's");
        var acceptance = log(forced[0] + "..main").get(0);
        assertThat(fleet.remote().git("log", "-1", "--format=%s%n%b", acceptance))
                .contains("Idp-Previous-Tip: " + tipBefore(forced[0]));
        assertThat(reports.stream().filter(Report::isDone).map(Report::requestId))
                .as("releases reported as done are on the branch or among the removed commits")
                .isSubsetOf(idsOf("main", tipBefore(forced[0])));
        assertThat(Landed.on(fleet.remote()).stream().filter(Landed::isUpdate))
                .extracting(Landed::requestId)
                .doesNotHaveDuplicates();
        assertThat(reports.subList(reports.size() - APPS, reports.size()).stream()
                        .map(Report::requestId))
                .as("what was done last")
                .isSubsetOf(idsOf("main"));
    }

    /** The branch's commit at the moment of the forced push, as the server recorded it. */
    private String tipBefore(String forced) throws IOException {
        try (var moves = Files.lines(fleet.remote().folder().resolve("logs/refs/heads/main"))) {
            return moves.map(line -> line.split(" "))
                    .filter(words -> words[1].equals(forced))
                    .findFirst()
                    .orElseThrow()[0];
        }
    }

    private Set<String> idsOf(String... tips) {
        return Stream.of(tips)
                .flatMap(tip -> fleet.remote()
                        .git("log", "--format=%(trailers:key=Idp-Request-Id,valueonly,separator=)", tip)
                        .lines())
                .filter(id -> !id.isBlank())
                .collect(Collectors.toSet());
    }
}
