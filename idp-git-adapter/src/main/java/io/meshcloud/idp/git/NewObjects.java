package io.meshcloud.idp.git;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/** The objects of one push, in the order in which they were made. They are on no disk. Not for several threads. */
final class NewObjects {
    /** As git's own {@code pack.depth}: a longer chain of differences makes reading slow until the server repacks. */
    private static final int DEEPEST = 50;

    private final Map<ObjectId, NewObject> objects = new LinkedHashMap<>();
    private final Set<ObjectId> there = new HashSet<>();
    private final ObjectInserter.Formatter names = new ObjectInserter.Formatter();

    ObjectId add(int type, byte[] bytes) {
        return add(type, bytes, null);
    }

    /**
     * Adds a folder.
     *
     * @param before its version at the remote or earlier in this push; {@code null} if it is new
     */
    ObjectId addFolder(RawTree folder, @Nullable ObjectId before, RawTree folderBefore) {
        if (before == null) {
            return add(Constants.OBJ_TREE, folder.bytes(), null);
        }
        var mine = objects.get(before);
        if (mine == null) {
            there.add(before);
        }
        int depth = mine == null ? 0 : mine.depth();
        return add(
                Constants.OBJ_TREE,
                folder.bytes(),
                depth < DEEPEST ? new NewObject.Version(before, folderBefore, depth) : null);
    }

    private ObjectId add(int type, byte[] bytes, NewObject.@Nullable Version before) {
        var id = names.idFor(type, bytes);
        // A folder that is changed back must not become a difference to itself.
        if (!there.contains(id)) {
            objects.putIfAbsent(id, new NewObject(id, type, bytes, before));
        }
        return id;
    }

    @Nullable
    NewObject find(ObjectId id) {
        return objects.get(id);
    }

    Collection<NewObject> all() {
        return Collections.unmodifiableCollection(objects.values());
    }

    void storeIn(ObjectInserter inserter) throws IOException {
        for (var object : objects.values()) {
            inserter.insert(object.type(), object.bytes());
        }
        inserter.flush();
    }
}
