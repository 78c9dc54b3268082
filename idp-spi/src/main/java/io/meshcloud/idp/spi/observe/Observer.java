// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.observe;

/**
 * Gets the events of a running idp, for example to count them in metrics or to write a log. An observer cannot
 * influence a release: each observer has a queue and a thread of its own. An observer that throws an exception misses
 * that event only. An observer that is slow or blocks misses the events that do not fit into its queue.
 */
@FunctionalInterface
public interface Observer {
    /**
     * Handles one event. Called by one thread at a time, in the order of the events. The events of the last moments
     * before the process ends may be lost.
     *
     * @param event new kinds of events may be added: ignore those that you do not know
     */
    void observe(Event event);
}
