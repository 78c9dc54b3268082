// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;

/** Puts updates on a branch, each as a separate commit. Not thread-safe. */
interface Contestant extends AutoCloseable {
    Column column();

    /**
     * Puts one update on the branch.
     *
     * @return the time that the update took, without preparation
     */
    Duration update();

    /** Waits until background work, such as completing and packing a new cache, is finished. */
    default void settle() {}

    /** The number of updates that were reported to this contestant as done. */
    long updates();

    /** Ends its processes. */
    @Override
    default void close() {}
}
