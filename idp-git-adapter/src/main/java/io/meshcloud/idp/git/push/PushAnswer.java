// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.contract.problem.IdpException;

/** What came back for one push that was sent, or why it was not sent. */
public sealed interface PushAnswer {

    /** Nothing was sent: the remote advertises another commit than the expected one. */
    record NotSent() implements PushAnswer {}

    /** The server's complete report says that the branch moved. */
    record Accepted() implements PushAnswer {}

    /**
     * Bytes of the push have left, and the server's answer does not prove that the commits are on the branch. Whether
     * they are is known only after a look.
     */
    sealed interface NotAccepted extends PushAnswer {}

    /**
     * The server's complete report says that the branch did not move.
     *
     * @param report with the server's reason and the output of its hooks, unmodified
     */
    record Refused(PushReport report) implements NotAccepted {}

    /**
     * No report, or an unreliable one: a lost connection, the answer of a proxy, a truncated or garbled report, a
     * timeout.
     *
     * @param problem what went wrong
     * @param ended whether the receiving program has certainly ended, so that the push cannot arrive later
     */
    record Doubtful(IdpException problem, boolean ended) implements NotAccepted {}
}
