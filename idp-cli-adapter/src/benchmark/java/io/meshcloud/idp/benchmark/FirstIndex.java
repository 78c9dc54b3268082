// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Duration;

/**
 * The time that a process needs before it can answer a question about all environments.
 *
 * @param git the time to fetch the branch
 * @param index the time from then to the complete index
 */
record FirstIndex(Duration git, Duration index) {

    /**
     * @param environments the number of environments; the index must find the last one
     */
    static FirstIndex build(StateRepository repository, int environments) {
        long start = System.nanoTime();
        var snapshot = repository.snapshot();
        long fetched = System.nanoTime();
        var match = new EnvironmentIndexes(repository, new PlatformView(repository::history))
                .of(snapshot)
                .match(new TestEnvironment(environments - 1).repository());
        long end = System.nanoTime();
        if (!(match instanceof Match.One)) {
            throw new IllegalStateException("the index does not know an environment: " + match);
        }
        return new FirstIndex(Duration.ofNanos(fetched - start), Duration.ofNanos(end - fetched));
    }

    /** Reads what {@link #toString()} writes. */
    static FirstIndex parse(String text) {
        var words = text.split(" ");
        return new FirstIndex(Duration.ofNanos(Long.parseLong(words[0])), Duration.ofNanos(Long.parseLong(words[1])));
    }

    /** Both times in nanoseconds, separated by a space. */
    @Override
    public String toString() {
        return git.toNanos() + " " + index.toNanos();
    }
}
