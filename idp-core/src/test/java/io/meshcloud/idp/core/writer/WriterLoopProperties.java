// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WriterLoopProperties {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC);
    private static final int UPDATES = 6;

    /**
     * Every writer appends its own words to one shared file and to one of its own. Whatever the interleaving of
     * threads, loops and foreign commits, each word is there once, and each answer contains the text that its commit
     * left.
     */
    @Property(tries = 40)
    void no_interleaving_of_writers_loses_an_update(
            @ForAll @IntRange(min = 1, max = 3) int loops,
            @ForAll @IntRange(min = 1, max = 4) int threadsPerLoop,
            @ForAll @IntRange(max = 8) int conflicts,
            @ForAll long seed)
            throws InterruptedException, ExecutionException {
        var repository = new InMemoryStateRepository(CLOCK);
        for (int i = 0; i < conflicts; i++) {
            repository.conflictNextCommit();
        }
        var writers = new ArrayList<Callable<List<String>>>();
        for (int i = 0; i < loops; i++) {
            var loop = new WriterLoop(repository, duration -> {}, new Random(seed + i), Observers.NONE);
            for (int j = 0; j < threadsPerLoop; j++) {
                writers.add(writer(loop, "w" + i + "-" + j));
            }
        }
        var answers = run(writers);

        var words = List.of(text(repository, "shared").strip().split(" "));
        var expected = IntStream.range(0, loops)
                .boxed()
                .flatMap(i -> IntStream.range(0, threadsPerLoop)
                        .boxed()
                        .flatMap(j -> IntStream.range(0, UPDATES).mapToObj(k -> "w" + i + "-" + j + "." + k)))
                .toList();
        assertThat(words).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(new HashSet<>(answers)).hasSize(expected.size());
        assertThat(repository.commits())
                .filteredOn(message -> !message.equals("in between"))
                .hasSize(expected.size());
    }

    private static Callable<List<String>> writer(WriterLoop loop, String name) {
        return () -> {
            var answers = new ArrayList<String>();
            for (int update = 0; update < UPDATES; update++) {
                answers.add(loop.submit(loop.fetch(), append(name + "." + update)));
            }
            return answers;
        };
    }

    private static Intent<String> append(String word) {
        var path = StatePath.of("shared");
        return snapshot -> {
            var text = snapshot.read(path).regularBytes().map(Bytes::asText).orElse("") + " " + word;
            var change = new Change(
                    List.of(new FileEdit.Put(path, Bytes.utf8(text))), new CommitMessage("append " + word, List.of()));
            return new Plan.Write<>(List.of(change), (commits, at) -> text);
        };
    }

    private static List<String> run(List<Callable<List<String>>> writers)
            throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(writers.size());
        try {
            var answers = new ArrayList<String>();
            for (var done : threads.invokeAll(writers)) {
                answers.addAll(done.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String text(InMemoryStateRepository repository, String path) {
        return repository
                .snapshot()
                .read(StatePath.of(path))
                .regularBytes()
                .orElseThrow()
                .asText();
    }
}
