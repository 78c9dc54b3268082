package io.meshcloud.idp.core.writer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Leaves others a gap to write in. Whoever has just written knows the branch and needs no fetch, so on a busy branch the
 * one that is ahead stays ahead, and another process, however often it tries, is always too late. Therefore nobody writes
 * without end: after a turn it pauses for as long as another one takes to fetch and push. Turns are short while others
 * are seen, and long while none are, as nothing tells of those who never win. Not for several threads.
 */
final class Turns {
    /** Three gaps in the minute that a conflict is retried for. */
    static final Duration ALONE = Duration.ofSeconds(20);

    static final Duration SHARED = Duration.ofSeconds(1);

    /** How long others are remembered. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    /** A fetch, a push, and what is left of an attempt that began too early; each takes about as long as our push. */
    private static final int STEPS_OF_OTHERS = 3;

    static final Duration MOST_PAUSE = Duration.ofSeconds(3);

    private final Duration mostBackoff;
    private @Nullable Instant began;
    private Instant ended = Instant.MIN;
    private Duration shortest = Duration.ZERO;
    private @Nullable Instant sawOthers;

    /**
     * @param mostBackoff how long another one may be waiting when the gap begins
     */
    Turns(Duration mostBackoff) {
        this.mostBackoff = mostBackoff;
    }

    /** How long to wait before the next push, which begins another turn; zero nearly always. */
    Duration pause(Instant now) {
        if (began == null) {
            return Duration.ZERO;
        }
        var gap = gap();
        boolean paused = !now.isBefore(ended.plus(gap));
        boolean over = !now.isBefore(began.plus(isShared(now) ? SHARED : ALONE));
        if (paused || over) {
            began = null;
        }
        return paused || !over ? Duration.ZERO : gap;
    }

    /** A push went through. */
    void wrote(Instant start, Instant end) {
        var took = Duration.between(start, end);
        boolean first = began == null;
        if (first) {
            began = start;
        }
        shortest = first || took.compareTo(shortest) < 0 ? took : shortest;
        ended = end;
    }

    /** Somebody else wrote. */
    void othersWrote(Instant now) {
        sawOthers = now;
        began = null;
    }

    private boolean isShared(Instant now) {
        return sawOthers != null && now.isBefore(sawOthers.plus(MEMORY));
    }

    private Duration gap() {
        var gap = mostBackoff.plus(shortest.multipliedBy(STEPS_OF_OTHERS));
        return gap.compareTo(MOST_PAUSE) < 0 ? gap : MOST_PAUSE;
    }
}
