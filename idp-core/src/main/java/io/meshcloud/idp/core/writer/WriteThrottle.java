// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Pauses this writer now and then, so that other processes can write. A process that has just written knows the branch
 * and needs no fetch. On a busy branch it would therefore always win, and another process would always be too late. So
 * a turn ends after a while, followed by a pause that is long enough for another process to fetch and push. Turns are
 * short while other writers are seen, and long otherwise. A pause is needed even if none is seen, because a writer that
 * never wins leaves no commit. Times are those of {@link Sleeper#elapsed}. Not thread-safe.
 */
final class WriteThrottle {
    /** Allows three pauses in the minute that a conflict is retried for. */
    static final Duration TURN_ALONE = Duration.ofSeconds(20);

    static final Duration TURN_SHARED = Duration.ofSeconds(1);

    /** The time for which another writer counts as active. */
    static final Duration OTHERS_REMEMBERED = Duration.ofMinutes(1);

    /**
     * The steps of another writer during a pause: the rest of an attempt that began too early, a fetch and a push. Each
     * takes about as long as our push.
     */
    private static final int STEPS_OF_OTHERS = 3;

    static final Duration MAX_PAUSE = Duration.ofSeconds(3);

    private final Duration maxBackoff;
    private @Nullable Duration began;
    private Duration ended = Duration.ZERO;
    private Duration shortest = Duration.ZERO;
    private @Nullable Duration sawOthers;

    /**
     * @param maxBackoff the longest time that another writer can have been waiting when the pause begins
     */
    WriteThrottle(Duration maxBackoff) {
        this.maxBackoff = maxBackoff;
    }

    /** The pause before the next push, which begins another turn; nearly always zero. */
    Duration pause(Duration now) {
        if (began == null) {
            return Duration.ZERO;
        }
        var gap = gap();
        boolean paused = now.compareTo(ended.plus(gap)) >= 0;
        boolean over = now.compareTo(began.plus(isShared(now) ? TURN_SHARED : TURN_ALONE)) >= 0;
        if (paused || over) {
            began = null;
        }
        return paused || !over ? Duration.ZERO : gap;
    }

    /** Records a successful push. */
    void wrote(Duration start, Duration end) {
        var took = end.minus(start);
        boolean first = began == null;
        if (first) {
            began = start;
        }
        shortest = first || took.compareTo(shortest) < 0 ? took : shortest;
        ended = end;
    }

    /** Records that another process wrote. */
    void othersWrote(Duration now) {
        sawOthers = now;
        began = null;
    }

    private boolean isShared(Duration now) {
        return sawOthers != null && now.compareTo(sawOthers.plus(OTHERS_REMEMBERED)) < 0;
    }

    private Duration gap() {
        var gap = maxBackoff.plus(shortest.multipliedBy(STEPS_OF_OTHERS));
        return gap.compareTo(MAX_PAUSE) < 0 ? gap : MAX_PAUSE;
    }
}
