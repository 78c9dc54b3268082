// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Finds all entries with a name, and reads them, on all processors: nearly all the time is spent inflating trees and
 * files, which is independent work.
 */
final class TreeSearch {
    /** How many objects justify another thread. */
    private static final int CHUNK_SIZE = 256;

    private final ObjectSource source;

    TreeSearch(ObjectSource source) {
        this.source = source;
    }

    /** An entry with the requested name. */
    public record Found(StatePath path, RawTree.Entry entry) {}

    private record Subtree(String prefix, ObjectId id) {}

    private record Scan(List<Subtree> subtrees, List<Found> found) {}

    @FunctionalInterface
    private interface Work<T, R> {
        R on(ObjectSource objects, T item) throws IOException;
    }

    List<Found> find(ObjectId root, String fileName) throws IOException {
        var name = fileName.getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<Found>();
        for (var level = List.of(new Subtree("", root)); !level.isEmpty(); ) {
            var scans = applyParallel(level, (objects, subtree) -> scan(objects, subtree, name));
            scans.forEach(scan -> found.addAll(scan.found()));
            level = scans.stream().flatMap(scan -> scan.subtrees().stream()).toList();
        }
        found.sort(Comparator.comparing(Found::path));
        return List.copyOf(found);
    }

    List<StateFile> read(List<Found> found) throws IOException {
        return applyParallel(found, (objects, it) -> StateTree.read(objects, it.entry()));
    }

    private static Scan scan(ObjectSource objects, Subtree subtree, byte[] fileName) throws IOException {
        var subtrees = new ArrayList<Subtree>();
        var found = new ArrayList<Found>();
        for (var at = objects.tree(subtree.id()).cursor(); at.hasEntry(); at.advance()) {
            boolean matches = at.hasName(fileName);
            // A name such as .github is not valid in a state path, so it cannot be requested.
            if ((matches || at.isTree()) && isNameOfStatePath(at.name())) {
                var path = subtree.prefix() + at.name();
                if (matches) {
                    found.add(new Found(StatePath.of(path), at.entry()));
                }
                if (at.isTree()) {
                    subtrees.add(new Subtree(path + "/", at.entry().id()));
                }
            }
        }
        return new Scan(subtrees, found);
    }

    static boolean isNameOfStatePath(String name) {
        try {
            StatePath.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private <T, R> List<R> applyParallel(List<T> items, Work<T, R> work) throws IOException {
        try {
            if (items.size() <= CHUNK_SIZE) {
                return applyEach(source, items, work);
            }
            return IntStream.rangeClosed(0, (items.size() - 1) / CHUNK_SIZE)
                    .parallel()
                    .mapToObj(i -> items.subList(i * CHUNK_SIZE, Math.min(items.size(), (i + 1) * CHUNK_SIZE)))
                    .flatMap(chunk -> applyWithOwnReader(chunk, work).stream())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private <T, R> List<R> applyWithOwnReader(List<T> items, Work<T, R> work) {
        try (var reader = source.cache().newReader()) {
            return applyEach(new ObjectSource(source.recent(), TreeCache.none(), reader), items, work);
        }
    }

    private static <T, R> List<R> applyEach(ObjectSource objects, List<T> items, Work<T, R> work) {
        var results = new ArrayList<R>();
        try {
            for (var item : items) {
                results.add(work.on(objects, item));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }
}
