// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

/** What is injected. */
enum Fault {
    /** A process is ended by {@code kill -9} at any moment. */
    KILL("process killed"),
    /**
     * The disk of a cache has room for a few kilobytes only; without the right to mount such a disk, each file is
     * limited to a few kilobytes.
     */
    FULL_DISK("no room for files"),
    /** The connection breaks after some bytes of the request. */
    CUT_REQUEST("request cut"),
    /** The connection breaks after some bytes of the answer. */
    CUT_ANSWER("answer cut"),
    /** The server does what was asked, and a proxy answers something else. */
    FOREIGN_ANSWER("answer replaced"),
    /** For a moment every new connection is answered with 500 or 429. */
    BURST("answered 500 or 429"),
    /** A file of a cache is overwritten, shortened, emptied or deleted. */
    DAMAGE("cache file damaged"),
    /** A killed process left a lock of Git in a cache. */
    LOCK("lock left in a cache"),
    /** Somebody force-pushes the branch back; the platform accepts it. */
    REWRITE("branch rewritten");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** What happened, as the summary counts it. */
    String words() {
        return words;
    }
}
