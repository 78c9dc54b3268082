package io.meshcloud.idp.cli.benchmark;

import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.state.StateRepository;
import java.time.Duration;

/**
 * What a process does before it can answer the first question about all environments.
 *
 * @param git until the branch is there
 * @param index from then until every environment is known
 * @param environments how many that are
 */
record FirstIndex(Duration git, Duration index, int environments) {

    static FirstIndex build(StateRepository repository) {
        long start = System.nanoTime();
        repository.snapshot();
        long fetched = System.nanoTime();
        int found = new EnvironmentCatalog(repository).list().size();
        long end = System.nanoTime();
        return new FirstIndex(Duration.ofNanos(fetched - start), Duration.ofNanos(end - fetched), found);
    }

    /** Reads what {@link #toString()} writes. */
    static FirstIndex parse(String text) {
        var words = text.split(" ");
        return new FirstIndex(
                Duration.ofNanos(Long.parseLong(words[0])),
                Duration.ofNanos(Long.parseLong(words[1])),
                Integer.parseInt(words[2]));
    }

    /** Nanoseconds, nanoseconds, and the number. */
    @Override
    public String toString() {
        return git.toNanos() + " " + index.toNanos() + " " + environments;
    }
}
