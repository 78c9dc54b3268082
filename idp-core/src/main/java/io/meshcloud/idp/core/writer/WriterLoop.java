package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateRepository;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * The one way to write to a state repository: everything that waits is decided on one base, gets one commit each, and
 * goes out in one push that compares and swaps the branch. A conflict means that every one of them is decided again on a
 * fresh snapshot; text is never rebased.
 *
 * <p>One loop per repository and process. It has no thread of its own: whoever comes first writes for all who wait. Safe
 * for use by many threads; other processes on the same branch cost retries and nothing else.
 */
public final class WriterLoop {
    public WriterLoop(StateRepository repository, Clock clock, Sleeper sleeper, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /** The branch as it is now; callers that ask at the same time share one answer. */
    public Snapshot fetch() {
        throw new UnsupportedOperationException();
    }

    /**
     * Decides the intent on the newest known state, never on one that is older than {@code seen}, and puts its changes on
     * the branch.
     *
     * @param seen the snapshot that the caller {@linkplain #fetch() fetched}
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#WRITE_CONFLICT} if others kept writing for a minute;
     *     whatever the repository or the intent itself throws
     */
    public <T> T submit(Snapshot seen, Intent<T> intent) {
        throw new UnsupportedOperationException();
    }
}
