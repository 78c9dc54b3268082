// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;

/** A way to send a push. The remote compares and swaps. Thread-safe. */
@FunctionalInterface
public interface Push {
    /**
     * Sends an update once. Once its first byte has left, nothing is thrown: whatever happens then is in the answer.
     *
     * @param permit is used up as soon as bytes of the push may have left
     * @throws io.meshcloud.idp.contract.problem.IdpException if the remote is unreachable or denies access; nothing was
     *     sent
     */
    PushAnswer send(PushPermit permit, BranchUpdate update);

    /** The push for the transport of a URL. Every transport except HTTP is a pipe. */
    static Push to(GitConfig config, RemoteUrl url) {
        return url.kind() == RemoteUrl.Kind.HTTP ? new HttpPush(config, url) : new PipePush(config, url);
    }
}
