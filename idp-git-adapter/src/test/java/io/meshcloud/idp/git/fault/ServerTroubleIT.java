// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is down, and hooks that refuse or are slow. */
class ServerTroubleIT {
    private static final int APPS = 6;

    @TempDir
    private Path scratch;

    private Fleet fleet;
    private Updater updater;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(APPS, scratch);
        updater = new Updater(fleet.url(), scratch.resolve("cache"));
    }

    @AfterEach
    void disconnect() throws IOException {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void a_server_that_is_down_for_a_while_is_reported_and_work_continues_afterwards() throws Exception {
        fleet.lookAtPushes("");
        var refused = new AtomicInteger();
        var told = new AtomicInteger();

        var reports = new Load(updater, APPS, 5).run(report -> {
            if (told.incrementAndGet() == APPS) {
                fleet.server().stop();
            }
            if (!report.isDone() && refused.incrementAndGet() == APPS) {
                fleet.startServer();
            }
        });

        assertThat(reports.stream().filter(report -> !report.isDone()))
                .isNotEmpty()
                .allMatch(report -> report.outcome().equals("GIT_UNREACHABLE") || report.isUnknown());
        fleet.awaitPushes();
        fleet.assertHolds(reports);
        assertThat(Landed.on(fleet.remote()).stream().filter(Landed::isUpdate)).hasSize(APPS * 5);
    }

    @Test
    void a_hook_that_refuses_one_environment_fails_that_request_and_no_other_of_the_batch() throws Exception {
        var gate = scratch.resolve("gate");
        fleet.lookAtPushes("""
                read old new branch
                while [ ! -e %s ]; do sleep 0.05; done
                git rev-list --count $old..$new >> ../sizes
                if git diff --name-only $old $new | grep -q /app-3/; then echo app-3 is closed; exit 1; fi
                """.formatted(gate));

        var reports = together(gate);

        for (int app = 0; app < APPS; app++) {
            assertThat(reports.get(app).outcome()).isEqualTo(app == 3 ? "PUSH_REFUSED" : "updated");
        }
        assertThat(reports.get(3).text()).contains("app-3 is closed");
        assertThat(Files.readAllLines(scratch.resolve("server/sizes")))
                .as("commits of each push")
                .contains("5");
        fleet.assertHolds(reports);
    }

    /** The first push is held by the gate while all others queue. */
    private List<Report> together(Path gate) throws IOException {
        var answers = new ArrayList<CompletableFuture<Report>>();
        for (int app = 0; app < APPS; app++) {
            var update = new Update(app, 1, app);
            var answer = new CompletableFuture<Report>();
            var thread = new Thread(() -> answer.completeAsync(() -> updater.release(update), Runnable::run));
            thread.start();
            answers.add(answer);
            while (app == 0 ? !fleet.hasPushes() : !waitsForItsTurn(thread)) {
                Thread.onSpinWait();
            }
        }
        Files.createFile(gate);
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static boolean waitsForItsTurn(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly"));
    }

    @Test
    void a_hook_that_refuses_all_fails_each_request_with_its_message() throws Exception {
        var gate = scratch.resolve("gate");
        fleet.lookAtPushes("while [ ! -e " + gate + " ]; do sleep 0.05; done; echo closed for today; exit 1");

        var reports = together(gate);

        assertThat(reports).allMatch(report -> report.outcome().equals("PUSH_REFUSED"));
        assertThat(reports).allMatch(report -> report.text().contains("closed for today"));
        assertThat(fleet.remote().commits("main")).isEqualTo(1);
        fleet.assertHolds(reports);
    }

    @Test
    void a_slow_hook_causes_larger_batches_and_no_lost_update() throws Exception {
        fleet.lookAtPushes("read old new branch; git rev-list --count $old..$new >> ../sizes; sleep 0.3");

        var reports = new Load(updater, APPS, 3).run(report -> {});

        assertThat(reports)
                .hasSize(APPS * 3)
                .allMatch(report -> report.outcome().equals("updated"));
        var sizes = Files.readAllLines(scratch.resolve("server/sizes")).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
        assertThat(IntStream.of(sizes).sum()).isEqualTo(APPS * 3);
        assertThat(sizes.length).as("pushes").isLessThan(APPS * 3);
        fleet.assertHolds(reports);
    }
}
