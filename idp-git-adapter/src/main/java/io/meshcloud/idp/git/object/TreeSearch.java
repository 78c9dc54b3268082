// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Finds all entries with matching names, and reads them. Reads each tree once, no matter at how many paths it is, and
 * then goes down only to trees that contain a match. So a few objects that describe millions of folders cost no more
 * than a few objects, unless the matches themselves are at too many paths.
 */
final class TreeSearch {
    /** How many trees of one commit are read. A hundred thousand environments have 160,000. */
    static final int MAX_TREES = 500_000;

    /** How many entries are found. */
    static final int MAX_FOUND = 300_000;

    /** The number of folders and found entries in all trees; each costs about 150 bytes of memory. */
    static final int MAX_LISTED = 1_000_000;

    /** How many characters the paths have together. A hundred thousand environments have 20 million. */
    static final long MAX_PATH_CHARS = 64 << 20;

    /** How deep folders are nested. */
    static final int MAX_DEPTH = 64;

    /** How many bytes of files {@link #read} returns. */
    static final int MAX_BATCH_BYTES = 8 << 20;

    private final ObjectSource source;
    private final Map<ObjectId, Scan> scans = new HashMap<>();
    private final AtomicInteger listed = new AtomicInteger();
    private long pathChars;

    TreeSearch(ObjectSource source) {
        this.source = source;
    }

    /** An entry with a matching name. */
    public record Found(StatePath path, RawTree.Entry entry) {}

    private record Folder(String name, ObjectId id) {}

    private record Match(String name, RawTree.Entry entry) {}

    private record Scan(List<Folder> folders, List<Match> matches) {}

    private record Place(String prefix, int depth, ObjectId id) {}

    /**
     * @param start the tree to search
     * @param folder the path of that tree; absent for the root
     * @param names matches an entry by its name; called by several threads
     * @throws RefusedObject if there are too many trees or entries, too long paths, or too deep ones
     */
    List<Found> find(ObjectId start, @Nullable StatePath folder, Predicate<RawTree.Cursor> names) throws IOException {
        scan(start, names);
        var withMatches = treesWithMatches();
        var found = new ArrayList<Found>();
        var places = new ArrayDeque<Place>();
        places.push(
                folder == null
                        ? new Place("", 0, start)
                        : new Place(folder + "/", folder.segments().size(), start));
        while (!places.isEmpty()) {
            collect(places.pop(), withMatches, places, found);
        }
        found.sort(Comparator.comparing(Found::path));
        return List.copyOf(found);
    }

    /**
     * The files of the first entries, at least of one, in the same order. Reads a blob once, no matter at how many
     * paths it is, and stops when the blobs have {@link #MAX_BATCH_BYTES} bytes together.
     *
     * @param limit how many bytes the files may have, counting a blob at each of its paths
     * @throws RefusedObject if they have more
     */
    List<StateFile> read(List<Found> found, long limit) throws IOException {
        var blobs = readBlobs(found.stream().map(Found::entry).distinct().toList());
        var files = new ArrayList<StateFile>();
        long bytes = 0;
        for (var next : found) {
            var file = blobs.get(next.entry());
            if (file == null) {
                break;
            }
            bytes += StateTree.size(file);
            if (bytes > limit) {
                throw RefusedObject.limit(
                        "the files of one name have too many bytes together, for example "
                                + Quoted.of(next.path().value()),
                        next.entry().id());
            }
            files.add(file);
        }
        return files;
    }

    /** The files of the first entries, at least of one. */
    private Map<RawTree.Entry, StateFile> readBlobs(List<RawTree.Entry> entries) throws IOException {
        var bytes = new AtomicLong();
        var results = ParallelReading.of(source, entries, (objects, entry) -> {
            boolean full = bytes.get() > MAX_BATCH_BYTES - Snapshot.MAX_FILE_SIZE;
            if (full && !entry.equals(entries.get(0))) {
                return Optional.<StateFile>empty();
            }
            var file = StateTree.read(objects, entry);
            bytes.addAndGet(StateTree.size(file));
            return Optional.of(file);
        });
        var read = new HashMap<RawTree.Entry, StateFile>();
        for (int i = 0; i < entries.size() && results.get(i).isPresent(); i++) {
            read.put(entries.get(i), results.get(i).get());
        }
        return read;
    }

    /** Reads each tree below a root once, level by level. */
    private void scan(ObjectId start, Predicate<RawTree.Cursor> names) throws IOException {
        Set<ObjectId> level = Set.of(start);
        while (!level.isEmpty()) {
            var trees = List.copyOf(level);
            if (scans.size() + trees.size() > MAX_TREES) {
                throw RefusedObject.limit("the branch has more than " + MAX_TREES + " folders");
            }
            var results = ParallelReading.of(source, trees, (objects, tree) -> scan(objects, tree, names));
            var next = new LinkedHashSet<ObjectId>();
            for (int i = 0; i < trees.size(); i++) {
                scans.put(trees.get(i), results.get(i));
                results.get(i).folders().forEach(folder -> next.add(folder.id()));
            }
            next.removeAll(scans.keySet());
            level = next;
        }
    }

    private Scan scan(ObjectSource objects, ObjectId tree, Predicate<RawTree.Cursor> names) throws IOException {
        var folders = new ArrayList<Folder>();
        var matches = new ArrayList<Match>();
        for (var at = objects.tree(tree).cursor(); at.hasEntry(); at.advance()) {
            boolean matching = names.test(at);
            // A name such as .github is not valid in a state path, so it cannot be requested.
            if ((matching || at.isTree()) && isNameOfStatePath(at.name())) {
                if (matching) {
                    matches.add(new Match(at.name(), at.entry()));
                }
                if (at.isTree()) {
                    folders.add(new Folder(at.name(), at.entry().id()));
                }
                if (listed.incrementAndGet() > MAX_LISTED) {
                    throw RefusedObject.limit(
                            "the folders of the branch list more than " + MAX_LISTED + " entries", tree);
                }
            }
        }
        return new Scan(folders, matches);
    }

    /** The trees with a match in them or below them. */
    private Set<ObjectId> treesWithMatches() {
        var parents = new HashMap<ObjectId, List<ObjectId>>();
        var open = new ArrayDeque<ObjectId>();
        scans.forEach((tree, scan) -> {
            scan.folders()
                    .forEach(folder -> parents.computeIfAbsent(folder.id(), it -> new ArrayList<>(1))
                            .add(tree));
            if (!scan.matches().isEmpty()) {
                open.add(tree);
            }
        });
        var trees = new HashSet<ObjectId>();
        while (!open.isEmpty()) {
            var tree = open.remove();
            if (trees.add(tree)) {
                open.addAll(parents.getOrDefault(tree, List.of()));
            }
        }
        return trees;
    }

    private void collect(Place place, Set<ObjectId> withMatches, Deque<Place> places, List<Found> found)
            throws IOException {
        var scan = scans.get(place.id());
        if (scan == null || !withMatches.contains(place.id())) {
            return;
        }
        for (var match : scan.matches()) {
            found.add(new Found(StatePath.of(path(place, match.name())), match.entry()));
        }
        if (found.size() > MAX_FOUND) {
            throw RefusedObject.limit(
                    "the branch has more than " + MAX_FOUND + " files of one name, for example "
                            + Quoted.of(place.prefix()),
                    place.id());
        }
        for (var folder : scan.folders()) {
            if (withMatches.contains(folder.id())) {
                if (place.depth() == MAX_DEPTH) {
                    throw tooDeep(place.prefix());
                }
                places.push(new Place(path(place, folder.name() + "/"), place.depth() + 1, folder.id()));
            }
        }
    }

    private String path(Place place, String name) {
        var path = place.prefix() + name;
        pathChars += path.length();
        if (pathChars > MAX_PATH_CHARS) {
            throw RefusedObject.limit(
                    "the paths of the branch's files have more than " + MAX_PATH_CHARS + " characters together, for"
                            + " example " + Quoted.of(place.prefix()),
                    place.id());
        }
        return path;
    }

    static RefusedObject tooDeep(String path) {
        return RefusedObject.limit(
                "the branch has folders that are nested deeper than " + MAX_DEPTH + ": " + Quoted.of(path));
    }

    static boolean isNameOfStatePath(String name) {
        try {
            StatePath.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
