// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.git.fault.UpdaterProcess.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four processes on one branch, partly on the same environments, with commits of others in between. */
class ContentionIT {
    private static final int THREADS = 2;
    private static final int EACH = 3;
    private static final int APPS = 3;

    @TempDir
    private Path scratch;

    private Fleet fleet;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
    }

    @AfterEach
    void disconnect() throws IOException {
        if (fleet != null) {
            fleet.close();
        }
    }

    /** Every update of every process is reported as done, so none starved. */
    private void releaseFromEach(int count, IntFunction<Path> cache) throws Exception {
        var processes = new ArrayList<UpdaterProcess>();
        var reports = new ArrayList<Report>();
        try {
            for (int name = 1; name <= count; name++) {
                processes.add(new Job(fleet.url(), cache.apply(name), THREADS, APPS, 0, EACH).start(name));
            }
            for (var process : processes) {
                var share = process.awaitEnd();
                assertThat(share.stream().filter(Report::isDone)).hasSize(THREADS * EACH);
                reports.addAll(share);
            }
        } finally {
            processes.forEach(UpdaterProcess::close);
        }
        fleet.assertHolds(reports);
        assertThat(Landed.on(fleet.remote()).stream().filter(Landed::isUpdate)).hasSize(count * THREADS * EACH);
    }

    @Test
    void four_processes_with_separate_caches_lose_no_update() throws Exception {
        releaseFromEach(4, name -> scratch.resolve("cache-" + name));
    }

    @Test
    void four_processes_that_share_a_cache_lose_no_update() throws Exception {
        releaseFromEach(4, name -> scratch.resolve("cache"));
    }

    @Test
    void others_that_commit_during_and_after_pushes_cause_no_lost_update() throws Exception {
        var commits = scratch.resolve("commits");
        fleet.remote().hook("commit-of-somebody", """
                unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
                if commit=$(printf 'commit refs/heads/main\\nmark :1\\ncommitter S <s@example.org> now\\ndata 8\\nsomebody\\nfrom refs/heads/main^0\\nM 644 inline somebody/%%s\\ndata 1\\nx\\nget-mark :1\\n' $PPID |
                    git fast-import --quiet --date-format=now 2>/dev/null); then
                  echo $commit somebody/$PPID >> %s
                fi
                true
                """.formatted(commits));
        fleet.lookAtPushes("[ $(($(wc -l < ../pushes) % 3)) -ne 0 ] || hooks/commit-of-somebody");
        fleet.remote().hook("post-receive", "[ $(($(wc -l < ../pushes) % 2)) -ne 0 ] || hooks/commit-of-somebody");

        releaseFromEach(2, name -> scratch.resolve("cache-" + name));

        var theirs = Files.readAllLines(commits);
        assertThat(theirs).hasSizeGreaterThan(EACH);
        var onBranch = fleet.remote().git("rev-list", "main").lines().toList();
        var files = fleet.remote()
                .git("ls-tree", "-r", "--name-only", "main")
                .lines()
                .toList();
        for (var line : theirs) {
            var words = List.of(line.split(" ", -1));
            assertThat(onBranch).contains(words.get(0));
            assertThat(files).contains(words.get(1));
        }
    }
}
