// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads many objects on all processors: nearly all the time is spent inflating and checking them, which is independent
 * work.
 */
final class ParallelReading {
    /** How many objects justify another thread. */
    private static final int CHUNK_SIZE = 256;

    private ParallelReading() {}

    /** What is read for one item. */
    @FunctionalInterface
    interface Work<T, R> {
        R on(ObjectSource objects, T item) throws IOException;
    }

    /** The results in the order of the items. */
    static <T, R> List<R> of(ObjectSource source, List<T> items, Work<T, R> work) throws IOException {
        try {
            if (items.size() <= CHUNK_SIZE) {
                return applyEach(source, items, work);
            }
            return IntStream.rangeClosed(0, (items.size() - 1) / CHUNK_SIZE)
                    .parallel()
                    .mapToObj(i -> items.subList(i * CHUNK_SIZE, Math.min(items.size(), (i + 1) * CHUNK_SIZE)))
                    .flatMap(chunk -> applyWithOwnReader(source, chunk, work).stream())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static <T, R> List<R> applyWithOwnReader(ObjectSource source, List<T> items, Work<T, R> work) {
        try (var reader = source.cache().newReader()) {
            return applyEach(new ObjectSource(source.recent(), TreeCache.none(), reader), items, work);
        }
    }

    private static <T, R> List<R> applyEach(ObjectSource objects, List<T> items, Work<T, R> work) {
        var results = new ArrayList<R>();
        try {
            for (var item : items) {
                results.add(work.on(objects, item));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }
}
