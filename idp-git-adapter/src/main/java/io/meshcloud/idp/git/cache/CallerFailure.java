// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.util.function.Predicate;

/** What a visitor threw during work on the cache. It says nothing about the cache and reaches the caller unchanged. */
public final class CallerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Throwable thrown;

    private CallerFailure(Throwable thrown) {
        super(thrown);
        this.thrown = thrown;
    }

    /** The same visitor, whose failures are distinguished from those of the cache. */
    public static <T> Predicate<T> apart(Predicate<T> visitor) {
        return visited -> {
            try {
                return visitor.test(visited);
            } catch (RuntimeException | Error e) {
                throw new CallerFailure(e);
            }
        };
    }

    /** Throws what the visitor threw. */
    RuntimeException rethrown() {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
