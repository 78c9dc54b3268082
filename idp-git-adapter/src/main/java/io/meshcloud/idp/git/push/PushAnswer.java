package io.meshcloud.idp.git.push;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What the remote said to a push.
 *
 * @param kind what to make of it
 * @param reason the server's one word on the branch, as found
 * @param words what its hooks printed, as found
 * @param problem what to report if it turns out that a lost push did not arrive
 * @param brokenLine whether it is the line that failed, rather than the server that said something odd
 */
record PushAnswer(
        Kind kind, String reason, String words, @Nullable RuntimeException problem, boolean brokenLine) {
    enum Kind {
        ACCEPTED,
        /** The branch is not where it was expected; nothing was sent. */
        MOVED,
        /** The server does not want it, or could not compare and swap. */
        REFUSED,
        /** Nobody knows whether it arrived. */
        LOST
    }

    static PushAnswer moved() {
        return new PushAnswer(Kind.MOVED, "", "", null, false);
    }

    static PushAnswer lost(RuntimeException problem, boolean brokenLine, TransportException failure) {
        return new PushAnswer(Kind.LOST, String.valueOf(failure.getMessage()), "", problem, brokenLine);
    }

    static PushAnswer of(RemoteRefUpdate update, @Nullable String words) {
        var kind = switch (update.getStatus()) {
            case OK, UP_TO_DATE -> Kind.ACCEPTED;
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> Kind.MOVED;
            case REJECTED_OTHER_REASON, REJECTED_NODELETE, NON_EXISTING -> Kind.REFUSED;
            case NOT_ATTEMPTED, AWAITING_REPORT -> Kind.LOST;
        };
        return new PushAnswer(
                kind, update.getMessage() == null ? "" : update.getMessage(), words == null ? "" : words, null, true);
    }
}
