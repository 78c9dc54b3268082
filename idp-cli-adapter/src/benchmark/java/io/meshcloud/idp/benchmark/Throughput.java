// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;

/**
 * A number of updates and the time from the first request to the last answer.
 *
 * @param updates the number of updates, each a commit on the branch
 */
record Throughput(long updates, Duration took) {
    Throughput {
        if (updates < 0 || took.isNegative() || took.isZero()) {
            throw new IllegalArgumentException("no throughput: " + updates + " in " + took);
        }
    }

    /** Reads what {@link #toString()} writes. */
    static Throughput parse(String text) {
        var words = text.split(" ");
        return new Throughput(Long.parseLong(words[0]), Duration.ofNanos(Long.parseLong(words[1])));
    }

    double perSecond() {
        return updates * 1e9 / took.toNanos();
    }

    /** The sum of two measurements that ran one after the other. */
    Throughput plus(Throughput other) {
        return new Throughput(updates + other.updates, took.plus(other.took));
    }

    /** The number of updates and the nanoseconds, separated by a space. */
    @Override
    public String toString() {
        return updates + " " + took.toNanos();
    }
}
