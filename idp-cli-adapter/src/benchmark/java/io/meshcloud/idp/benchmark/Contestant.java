package io.meshcloud.idp.benchmark;

import java.time.Duration;

/** Who can put updates on a branch, each a commit of its own. One thread at a time. */
interface Contestant extends AutoCloseable {
    Column column();

    /**
     * Puts one update on the branch.
     *
     * @return how long that took, without what is prepared beforehand
     */
    Duration update();

    /** Waits until what it does in the background, such as completing and packing a fresh cache, is done. */
    default void settle() {}

    /** How many updates are on the branch, as far as this contestant was told. */
    long updates();

    /** Ends its processes. */
    @Override
    default void close() {}
}
