// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/** The objects of one push in the order of their creation, in the heap only. Not thread-safe. */
public final class NewObjects {
    private final Map<ObjectId, NewObject> objects = new LinkedHashMap<>();

    /**
     * The JDK's SHA-1. It is faster than JGit's, which also detects collision attacks; idp creates these objects
     * itself, so it needs no such check.
     */
    private final MessageDigest digest = Constants.newMessageDigest();

    public ObjectId add(int type, byte[] bytes) {
        var id = name(type, bytes);
        objects.putIfAbsent(id, new NewObject(id, type, bytes));
        return id;
    }

    /** Source: Git's object format, {@code type SP size NUL contents}. */
    private ObjectId name(int type, byte[] bytes) {
        digest.update(Constants.encodedTypeString(type));
        digest.update((byte) ' ');
        digest.update(Constants.encodeASCII(bytes.length));
        digest.update((byte) 0);
        return ObjectId.fromRaw(digest.digest(bytes));
    }

    @Nullable
    NewObject find(ObjectId id) {
        return objects.get(id);
    }

    public Collection<NewObject> all() {
        return Collections.unmodifiableCollection(objects.values());
    }

    public void storeIn(ObjectInserter inserter) throws IOException {
        for (var object : objects.values()) {
            inserter.insert(object.type(), object.bytes());
        }
        inserter.flush();
    }
}
