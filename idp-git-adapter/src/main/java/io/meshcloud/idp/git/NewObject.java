package io.meshcloud.idp.git;

import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** An object of Git that was made in the heap. */
final class NewObject {
    private final ObjectId id;
    private final int type;
    private final byte[] bytes;
    private final @Nullable Version before;

    /**
     * @param type one of the {@code OBJ_} numbers of {@link org.eclipse.jgit.lib.Constants}
     * @param bytes its contents, without Git's header; not to be changed
     * @param before the version that it was made from; {@code null} if it is to be sent whole
     */
    NewObject(ObjectId id, int type, byte[] bytes, @Nullable Version before) {
        this.id = id;
        this.type = type;
        this.bytes = bytes;
        this.before = before;
    }

    /**
     * An earlier version of a folder, against which the new one is a small difference.
     *
     * @param depth how many differences have to be resolved for it, as far as they are in the same push; 0 if it is whole
     */
    record Version(ObjectId id, RawTree folder, int depth) {}

    ObjectId id() {
        return id;
    }

    int type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }

    @Nullable
    Version before() {
        return before;
    }

    /** How many differences have to be resolved to read it. */
    int depth() {
        return before == null ? 0 : before.depth() + 1;
    }
}
