// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Checks all trees of a commit by reading them, apart from those of a commit that was checked before. Reads each tree
 * once, no matter at how many paths it is. For one check.
 */
public final class TreeCheck {
    private final ObjectSource source;
    private final HashSet<ObjectId> seen = new HashSet<>();

    private TreeCheck(ObjectSource source) {
        this.source = source;
    }

    /** A tree to check, and the one that was at the same path in the checked commit. */
    private record Pair(@Nullable ObjectId checked, ObjectId tree) {}

    /**
     * @param checked a commit whose trees need no check; absent to check all
     * @throws RefusedObject if a tree breaks Git's rules, or if there are too many trees
     * @throws IOException if the cache is damaged
     */
    public static void of(Repository cache, @Nullable ObjectId checked, ObjectId commit) throws IOException {
        try (var reader = cache.newObjectReader()) {
            var source = ObjectSource.of(reader);
            var before = checked != null && source.has(checked) ? source.rootTree(checked) : null;
            new TreeCheck(source).check(new Pair(before, source.rootTree(commit)));
        } catch (RefusedObject e) {
            throw e.in(commit);
        }
    }

    private void check(Pair root) throws IOException {
        for (var level = List.of(root); !level.isEmpty(); ) {
            var pairs = new ArrayList<Pair>();
            for (var pair : level) {
                if (!pair.tree().equals(pair.checked()) && seen.add(pair.tree())) {
                    pairs.add(pair);
                }
            }
            if (seen.size() > TreeSearch.MAX_TREES) {
                throw RefusedObject.limit("the branch has more than " + TreeSearch.MAX_TREES + " folders");
            }
            level = ParallelReading.of(source, pairs, TreeCheck::children).stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private static List<Pair> children(ObjectSource objects, Pair pair) throws IOException {
        var checked = pair.checked() == null ? Map.<String, ObjectId>of() : folders(objects, pair.checked());
        var children = new ArrayList<Pair>();
        folders(objects, pair.tree()).forEach((name, id) -> children.add(new Pair(checked.get(name), id)));
        return children;
    }

    private static Map<String, ObjectId> folders(ObjectSource objects, ObjectId tree) throws IOException {
        var folders = new HashMap<String, ObjectId>();
        for (var at = objects.tree(tree).cursor(); at.hasEntry(); at.advance()) {
            if (at.isTree()) {
                folders.put(at.name(), at.entry().id());
            }
        }
        return folders;
    }
}
