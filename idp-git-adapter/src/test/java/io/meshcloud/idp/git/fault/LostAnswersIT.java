// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection breaks during a push. The reported outcome is what is on the server, or unknown. */
class LostAnswersIT {
    private static final int APPS = 4;
    private static final int EACH = 4;
    private static final long SEED = 20_261_126;

    @TempDir
    private Path scratch;

    private final SkippedTime time = new SkippedTime();
    private Fleet fleet;
    private Line line;
    private Updater updater;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
        line = Line.to(fleet);
        updater = new Updater(line.url(fleet), scratch.resolve("cache"), time);
    }

    @AfterEach
    void disconnect() throws IOException {
        if (line != null) {
            line.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    private Report cut(Line.Cut where, Update update) {
        line.cutNextPush(where);
        var report = updater.release(update);
        assertThat(line.cuts()).as("a push was cut").isEqualTo(1);
        return report;
    }

    @Test
    void an_answer_lost_after_the_server_accepted_the_push_is_detected() {
        var report = cut(Line.Cut.ANSWER, new Update(1, 1, 0));

        assertThat(report.outcome()).isEqualTo("updated");
        fleet.assertHolds(List.of(report));
    }

    @Test
    void an_aborted_request_is_reported_with_its_outcome_and_may_be_repeated() {
        var update = new Update(1, 1, 0);
        var report = cut(Line.Cut.REQUEST, update);
        fleet.assertHolds(List.of(report));

        var again = updater.release(update);

        assertThat(again.isDone()).as("%s", again).isTrue();
        fleet.assertHolds(List.of(report, again));
    }

    @Test
    void a_repeated_request_finds_its_lost_outcome_and_undoes_no_later_release() {
        var update = new Update(1, 1, 0);
        var report = cut(Line.Cut.ANSWER_AND_LINE, update);
        assertThat(report.isUnknown()).as("%s", report).isTrue();
        line.restore();
        var other = updater.release(new Update(2, 1, 0));

        var again = updater.repeat(update);

        assertThat(again.outcome()).isEqualTo("updated");
        assertThat(other.outcome()).isEqualTo("updated");
        fleet.assertHolds(List.of(report, again, other));
    }

    @Test
    void a_push_that_arrives_after_the_report_does_not_contradict_it() throws IOException {
        var report = cut(Line.Cut.HELD, new Update(1, 1, 0));

        line.releaseHeld();

        fleet.assertHolds(List.of(report));
    }

    @Test
    void a_push_that_arrives_after_a_later_update_changes_nothing() throws IOException {
        var reports = new ArrayList<Report>();
        reports.add(cut(Line.Cut.HELD, new Update(1, 1, 0)));
        reports.add(updater.release(new Update(1, 2, 0)));

        line.releaseHeld();

        assertThat(reports.get(1).outcome()).isEqualTo("updated");
        fleet.assertHolds(reports);
    }

    @Test
    void a_hook_slower_than_the_timeout_causes_no_wrong_report() throws IOException {
        var gate = scratch.resolve("gate");
        fleet.lookAtPushes("while [ ! -e " + gate + " ]; do sleep 0.05; done");
        // Each wait counts for ten seconds more, so that the minute after which a caller gets an answer is over after a
        // few attempts.
        time.meanwhile(() -> time.advance(Duration.ofSeconds(10)));
        var hasty = new Updater(fleet.url(), scratch.resolve("cache"), Duration.ofSeconds(1), time);

        var report = hasty.release(new Update(1, 1, 0));
        Files.createFile(gate);
        fleet.awaitPushes();

        fleet.assertHolds(List.of(report));
    }

    @Test
    void a_connection_that_breaks_repeatedly_under_load_loses_and_duplicates_no_commit() throws Exception {
        var random = new Random(SEED);
        var cuts = List.of(Line.Cut.REQUEST, Line.Cut.ANSWER, Line.Cut.ANSWER_AND_LINE);
        var load = new Load(updater, APPS, EACH);
        time.meanwhile(line::restore);

        var reports = load.run(report -> {
            line.restore();
            if (random.nextInt(3) == 0) {
                line.cutNextPush(cuts.get(random.nextInt(cuts.size())));
            }
        });

        assertThat(line.cuts()).isPositive();
        fleet.assertHolds(reports);
        assertThat(Landed.on(fleet.remote()).stream().filter(Landed::isUpdate)).hasSize(APPS * EACH);
    }
}
