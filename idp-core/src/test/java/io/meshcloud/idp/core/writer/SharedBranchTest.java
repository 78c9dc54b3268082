// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.MutableClock;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Two processes at one branch, in simulated time: ours, which writes as much as it can, and another one. */
class SharedBranchTest {
    private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");
    private static final Duration OUR_PUSH = Duration.ofMillis(80);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MutableClock clock = new MutableClock(START);
    private final InMemoryStateRepository repository = new InMemoryStateRepository(clock);
    private final List<Duration> sleeps = new ArrayList<>();
    private final WriterLoop loop =
            new WriterLoop(repository, Sleeper.of(clock, this::sleep), new Random(7), Observers.NONE);
    private @Nullable Other other;
    private int written;

    /**
     * A writer whose push arrives a fixed time after its fetch, and which tries again at once if the branch has moved
     * meanwhile.
     */
    private final class Other {
        private final Duration attempt;
        private final List<Instant> landings = new ArrayList<>();
        private Snapshot base = repository.snapshot();
        private Instant arrives;

        Other(Duration attempt) {
            this.attempt = attempt;
            this.arrives = clock.instant().plus(attempt);
        }

        void runUntil(Instant end) {
            while (!arrives.isAfter(end)) {
                if (repository.snapshot().commit().equals(base.commit())) {
                    repository.commit(base, List.of(put("other", landings.size())));
                    landings.add(arrives);
                }
                base = repository.snapshot();
                arrives = arrives.plus(attempt);
            }
        }

        /** The longest time between two of its pushes. */
        Duration longestWait(Instant from) {
            var longest = Duration.ZERO;
            var last = from;
            for (var landing : landings) {
                if (landing.isAfter(from)) {
                    var wait = Duration.between(last, landing);
                    longest = wait.compareTo(longest) > 0 ? wait : longest;
                    last = landing;
                }
            }
            return longest;
        }
    }

    private void pass(Duration duration) {
        var end = clock.instant().plus(duration);
        if (other != null) {
            other.runUntil(end);
        }
        clock.set(end);
    }

    private void sleep(Duration duration) {
        sleeps.add(duration);
        pass(duration);
    }

    private static Change put(String name, int number) {
        return new Change(
                List.of(new FileEdit.Put(StatePath.of(name), Bytes.utf8(name + " " + number))),
                new CommitMessage("write " + name + " " + number, List.of()));
    }

    private void writeOnce() {
        int number = written++;
        repository.beforeNextCommit(() -> pass(OUR_PUSH));
        Intent<Boolean> intent = snapshot -> new Plan.Write<>(List.of(put("ours", number)), (commits, at) -> true);
        assertThat(loop.submit(intent)).isTrue();
    }

    private void writeWithoutEnd(Duration time) {
        var end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            writeOnce();
        }
    }

    private Duration slept() {
        return sleeps.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Nested
    class A_slower_writer {
        @Test
        void lands_long_before_its_timeout() {
            other = new Other(OUR_PUSH.multipliedBy(3));

            writeWithoutEnd(PATIENCE);

            assertThat(other.landings).isNotEmpty();
            assertThat(other.landings.get(0)).isBefore(START.plus(PATIENCE.dividedBy(2)));
        }

        @Test
        void lands_every_few_seconds_once_it_was_noticed() {
            other = new Other(OUR_PUSH.multipliedBy(3));
            writeWithoutEnd(PATIENCE.dividedBy(2));
            var seen = clock.instant();

            writeWithoutEnd(PATIENCE);

            assertThat(other.longestWait(seen)).isLessThan(Duration.ofSeconds(3));
            assertThat(written).isGreaterThan(other.landings.size());
        }
    }

    @Nested
    class A_single_writer {
        @Test
        void that_writes_continuously_spends_little_time_waiting() {
            writeWithoutEnd(PATIENCE.multipliedBy(5));

            assertThat(slept())
                    .isBetween(Duration.ofSeconds(1), PATIENCE.multipliedBy(5).dividedBy(25));
        }

        @Test
        void that_writes_occasionally_never_waits() {
            for (int i = 0; i < 200; i++) {
                writeOnce();
                pass(Duration.ofSeconds(1));
            }

            assertThat(sleeps).isEmpty();
        }
    }
}
