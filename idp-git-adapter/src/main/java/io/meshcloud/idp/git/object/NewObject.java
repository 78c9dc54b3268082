// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import org.eclipse.jgit.lib.ObjectId;

/** A Git object in the heap. */
public final class NewObject {
    private final ObjectId id;
    private final int type;
    private final byte[] bytes;

    /**
     * @param type one of the {@code OBJ_} constants of {@link org.eclipse.jgit.lib.Constants}
     * @param bytes the contents without Git's header; must not be modified
     */
    NewObject(ObjectId id, int type, byte[] bytes) {
        this.id = id;
        this.type = type;
        this.bytes = bytes;
    }

    ObjectId id() {
        return id;
    }

    public int type() {
        return type;
    }

    public byte[] bytes() {
        return bytes;
    }
}
