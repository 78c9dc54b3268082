// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.memory;

import java.io.Serial;

/** The content of a file of the cache cannot be read. */
public final class MalformedMemoryException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedMemoryException(Exception cause) {
        super("not a memory of looks", cause);
    }
}
