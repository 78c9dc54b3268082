// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The remote's answer to a push.
 *
 * @param kind the classification
 * @param reason the server's message for the branch, unmodified
 * @param messages the output of the server's hooks, unmodified
 * @param problem the problem to report if a lost push turns out not to have arrived
 * @param connectionLost whether the connection failed; otherwise the server answered unexpectedly
 */
record PushAnswer(
        Kind kind, String reason, String messages, @Nullable RuntimeException problem, boolean connectionLost) {
    enum Kind {
        ACCEPTED,
        /** The branch is not at the expected commit; nothing was sent. */
        MOVED,
        /** The server rejects the push, or could not compare and swap. */
        REFUSED,
        /** It is unknown whether the push arrived. */
        LOST
    }

    static PushAnswer moved() {
        return new PushAnswer(Kind.MOVED, "", "", null, false);
    }

    static PushAnswer lost(RuntimeException problem, boolean connectionLost, TransportException failure) {
        return new PushAnswer(Kind.LOST, String.valueOf(failure.getMessage()), "", problem, connectionLost);
    }

    static PushAnswer of(RemoteRefUpdate update, @Nullable String messages) {
        var kind = switch (update.getStatus()) {
            case OK, UP_TO_DATE -> Kind.ACCEPTED;
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> Kind.MOVED;
            case REJECTED_OTHER_REASON, REJECTED_NODELETE, NON_EXISTING -> Kind.REFUSED;
            case NOT_ATTEMPTED, AWAITING_REPORT -> Kind.LOST;
        };
        return new PushAnswer(
                kind,
                update.getMessage() == null ? "" : update.getMessage(),
                messages == null ? "" : messages,
                null,
                true);
    }
}
