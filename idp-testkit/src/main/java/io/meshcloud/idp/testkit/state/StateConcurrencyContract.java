package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.spi.state.CommitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads on one repository: whoever is told that a change is committed finds it there. */
public abstract class StateConcurrencyContract extends StateRepositoryContract {
    private static final int WRITERS = 4;
    private static final int UPDATES = 3;

    @Test
    void no_update_is_lost_and_none_is_double() throws InterruptedException, ExecutionException {
        commit(put("start", "0"));
        var threads = Executors.newFixedThreadPool(WRITERS);
        try {
            var writers = IntStream.range(0, WRITERS).mapToObj(this::writer).toList();
            for (var done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        var snapshot = repository().snapshot();
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(snapshot.read(path("w" + writer + "/file"))).isEqualTo(file("update " + (UPDATES - 1)));
            assertThat(history("w" + writer + "/file")).hasSize(UPDATES);
        }
    }

    private Callable<List<Integer>> writer(int number) {
        return () -> {
            var attempts = new ArrayList<Integer>();
            for (int update = 0; update < UPDATES; update++) {
                int attempt = 1;
                while (repository()
                                .commit(
                                        repository().snapshot(),
                                        List.of(put("w" + number + "/file", "update " + update)))
                        instanceof CommitResult.Conflict) {
                    attempt++;
                }
                attempts.add(attempt);
            }
            return attempts;
        };
    }
}
