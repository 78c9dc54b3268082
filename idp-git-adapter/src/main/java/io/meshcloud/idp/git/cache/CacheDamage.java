// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.io.IOException;

/**
 * Work on the cache failed with an exception or error that a damaged cache may have caused: JGit turns damaged bytes
 * into any of them, including an array as large as the heap.
 */
final class CacheDamage extends IOException {
    private static final long serialVersionUID = 1L;

    CacheDamage(Throwable cause) {
        super(cause.toString(), cause);
    }
}
