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
 * Looks for all entries of a name, and reads them, on as many processors as there are: nearly all the time goes into
 * inflating what Git stores, folder by folder and file by file, and none of them waits for another.
 */
final class TreeSearch {
    /** How many objects are worth another thread. */
    private static final int CHUNK = 256;

    private final ObjectSource source;

    TreeSearch(ObjectSource source) {
        this.source = source;
    }

    /** An entry of the name that was looked for. */
    public record Found(StatePath path, RawTree.Entry entry) {}

    private record Folder(String prefix, ObjectId id) {}

    private record Contents(List<Folder> folders, List<Found> found) {}

    @FunctionalInterface
    private interface Work<T, R> {
        R on(ObjectSource reading, T item) throws IOException;
    }

    List<Found> find(ObjectId root, String fileName) throws IOException {
        var name = fileName.getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<Found>();
        for (var level = List.of(new Folder("", root)); !level.isEmpty(); ) {
            var contents = each(level, (reading, folder) -> look(reading, folder, name));
            contents.forEach(of -> found.addAll(of.found()));
            level = contents.stream().flatMap(of -> of.folders().stream()).toList();
        }
        found.sort(Comparator.comparing(Found::path));
        return List.copyOf(found);
    }

    List<StateFile> read(List<Found> found) throws IOException {
        return each(found, (reading, it) -> StateTree.read(reading, it.entry()));
    }

    private static Contents look(ObjectSource reading, Folder folder, byte[] fileName) throws IOException {
        var folders = new ArrayList<Folder>();
        var found = new ArrayList<Found>();
        for (var at = reading.folder(folder.id()).cursor(); at.isThere(); at.advance()) {
            boolean wanted = at.hasName(fileName);
            // What has no path of a state repository, such as .github, cannot be asked for either.
            if ((wanted || at.isFolder()) && isNameOfStatePath(at.name())) {
                var path = folder.prefix() + at.name();
                if (wanted) {
                    found.add(new Found(StatePath.of(path), at.entry()));
                }
                if (at.isFolder()) {
                    folders.add(new Folder(path + "/", at.entry().id()));
                }
            }
        }
        return new Contents(folders, found);
    }

    static boolean isNameOfStatePath(String name) {
        try {
            StatePath.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private <T, R> List<R> each(List<T> items, Work<T, R> work) throws IOException {
        try {
            if (items.size() <= CHUNK) {
                return all(source, items, work);
            }
            return IntStream.rangeClosed(0, (items.size() - 1) / CHUNK)
                    .parallel()
                    .mapToObj(i -> items.subList(i * CHUNK, Math.min(items.size(), (i + 1) * CHUNK)))
                    .flatMap(chunk -> elsewhere(chunk, work).stream())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private <T, R> List<R> elsewhere(List<T> items, Work<T, R> work) {
        try (var reader = source.cache().newReader()) {
            return all(new ObjectSource(source.recent(), KnownFolders.none(), reader), items, work);
        }
    }

    private static <T, R> List<R> all(ObjectSource reading, List<T> items, Work<T, R> work) {
        var results = new ArrayList<R>();
        try {
            for (var item : items) {
                results.add(work.on(reading, item));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }
}
