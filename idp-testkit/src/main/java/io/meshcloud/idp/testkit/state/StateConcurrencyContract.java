// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrency: many threads of one instance, and two instances on one branch. No update is lost or made twice. */
public abstract class StateConcurrencyContract extends StateRepositoryContract {
    private static final int WRITERS = 4;
    private static final int UPDATES = 3;
    private static final int ROUNDS = 5;

    /** More than all updates: a commit that needs more attempts conflicts without a reason. */
    private static final int MAX_ATTEMPTS = 50;

    @Test
    void threads_of_one_instance_lose_and_duplicate_no_update() throws InterruptedException, ExecutionException {
        commit(put("start", "0"));
        var ready = new CyclicBarrier(WRITERS);

        runAll(IntStream.range(0, WRITERS)
                .mapToObj(number -> countUp(repository(), "writer " + number, ready, "w" + number))
                .toList());

        var snapshot = repository().snapshot();
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(snapshot.read(path("w" + writer + "/file"))).isEqualTo(file("" + UPDATES));
            assertThat(history("w" + writer + "/file")).hasSize(UPDATES);
        }
    }

    @Test
    void two_instances_that_count_in_one_file_lose_and_duplicate_no_update()
            throws InterruptedException, ExecutionException {
        commit(put("start", "0"));

        var ready = new CyclicBarrier(2);

        runAll(List.of(
                countUp(repository(), "first instance", ready, "shared"),
                countUp(anotherInstance(), "second instance", ready, "shared")));

        for (var instance : List.of(repository(), anotherInstance())) {
            assertThat(instance.snapshot().read(path("shared/file"))).isEqualTo(file("" + 2 * UPDATES));
        }
        assertThat(history("shared/file")).hasSize(2 * UPDATES);
    }

    @Test
    void exactly_one_of_two_simultaneous_commits_on_one_base_succeeds()
            throws InterruptedException, ExecutionException {
        commit(put("file", "start"));
        for (int round = 0; round < ROUNDS; round++) {
            var ready = new CyclicBarrier(2);
            var results = runAll(List.of(
                    commitWhenReady(repository(), ready, "first in round " + round),
                    commitWhenReady(anotherInstance(), ready, "second in round " + round)));

            var committed = results.stream()
                    .filter(CommitResult.Committed.class::isInstance)
                    .map(CommitResult.Committed.class::cast)
                    .toList();
            assertThat(results).hasAtLeastOneElementOfType(CommitResult.Conflict.class);
            assertThat(committed).hasSize(1);
            assertThat(repository().snapshot().commit())
                    .contains(committed.get(0).commits().get(0));
        }
        assertThat(history("file")).hasSize(ROUNDS + 1);
    }

    @Test
    void the_second_of_two_commits_on_one_base_conflicts() {
        commit(put("file", "start"));
        var base = repository().snapshot();
        var sameBase = anotherInstance().snapshot();
        assertThat(sameBase.commit()).isEqualTo(base.commit());

        commitOn(base, put("one", "1"));
        var second = anotherInstance().commit(sameBase, List.of(put("two", "2")));

        assertThat(second).isInstanceOf(CommitResult.Conflict.class);
        var now = anotherInstance().snapshot();
        assertThat(now.find("one")).hasSize(1);
        assertThat(now.find("two")).isEmpty();
    }

    @Test
    void two_instances_that_saw_an_empty_repository_do_not_both_make_its_first_commit() {
        var base = repository().snapshot();
        var sameBase = anotherInstance().snapshot();

        commitOn(base, put("one", "1"));

        assertThat(anotherInstance().commit(sameBase, List.of(put("two", "2"))))
                .isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void one_snapshot_is_read_by_many_threads() throws InterruptedException, ExecutionException {
        commit(put("a/file", "1"), put("b/file", "2"));
        var snapshot = repository().snapshot();
        Callable<Snapshot> reader = () -> {
            assertThat(snapshot.read(path("a/file"))).isEqualTo(file("1"));
            assertThat(snapshot.find("file")).containsExactly(path("a/file"), path("b/file"));
            assertThat(snapshot.isEmpty()).isFalse();
            return snapshot;
        };

        assertThat(runAll(List.of(reader, reader, reader, reader))).hasSize(4);
    }

    private static <T> List<T> runAll(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(tasks.size());
        try {
            var results = new ArrayList<T>();
            for (var done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<CommitResult> commitWhenReady(StateRepository instance, CyclicBarrier ready, String text) {
        return () -> {
            var base = instance.snapshot();
            ready.await();
            return instance.commit(base, List.of(put("file", text)));
        };
    }

    /** Counts in a file and its copy, which two changes of one batch write; all begin on the same base. */
    private static Callable<Integer> countUp(
            StateRepository instance, String writer, CyclicBarrier ready, String folder) {
        return () -> {
            int attempts = 0;
            for (int update = 0; update < UPDATES; attempts++) {
                assertThat(attempts).as("attempts of one writer").isLessThan(MAX_ATTEMPTS);
                var base = instance.snapshot();
                int count = count(base, folder + "/file");
                assertThat(count(base, folder + "/copy"))
                        .as("both changes of a batch, or none")
                        .isEqualTo(count);
                if (attempts == 0) {
                    ready.await();
                }
                var next = "" + (count + 1);
                // The messages differ, as those of two requests do: equal commits would be one commit.
                var result = instance.commit(
                        base,
                        List.of(
                                change(writer + " counts", edit(folder + "/file", next)),
                                change(writer + " copies", edit(folder + "/copy", next))));
                update += result instanceof CommitResult.Committed ? 1 : 0;
            }
            return attempts;
        };
    }

    private static int count(Snapshot snapshot, String path) {
        return snapshot.read(path(path))
                .regularBytes()
                .map(bytes -> Integer.parseInt(bytes.asText()))
                .orElse(0);
    }
}
