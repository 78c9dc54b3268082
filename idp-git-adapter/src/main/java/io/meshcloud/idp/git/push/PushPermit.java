// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to send a push once. Without a permit, nothing is sent. Each push has one {@linkplain #first() first}
 * permit; only a {@linkplain BranchLook look} that found the branch unmoved gives another. So nothing is sent twice
 * without a look in between, whatever the server, a proxy or the network answered.
 */
public final class PushPermit {
    private final AtomicBoolean used = new AtomicBoolean();

    private PushPermit() {}

    /** The permit for a push that was not sent yet. */
    static PushPermit first() {
        return new PushPermit();
    }

    /** The permit to send the same push once more. Only {@link BranchLook} may call this. */
    static PushPermit afterLook() {
        return new PushPermit();
    }

    /** Must be called before the first byte of the push leaves. */
    void use() {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("the push was sent already; look at the branch first");
        }
    }
}
