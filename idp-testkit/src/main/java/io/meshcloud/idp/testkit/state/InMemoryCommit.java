// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An immutable commit with its whole tree. */
record InMemoryCommit(
        CommitId id,
        @Nullable InMemoryCommit parent,
        Instant at,
        CommitIdentity author,
        CommitIdentity committer,
        String message,
        NavigableMap<StatePath, StateFile> files) {

    static InMemoryCommit of(
            @Nullable InMemoryCommit parent,
            Instant at,
            CommitIdentity author,
            CommitIdentity committer,
            String message,
            NavigableMap<StatePath, StateFile> files) {
        // The commit's id is computed from this text, which contains only the sizes of the files; the parent's id keeps
        // the ids of one branch apart.
        var text = (parent == null ? "" : parent.id) + "\n" + at + "\n" + author + "\n" + committer + "\n" + message
                + "\n" + files;
        return new InMemoryCommit(hash(text), parent, at, author, committer, message, files);
    }

    static NavigableMap<StatePath, StateFile> copyOfFiles(@Nullable InMemoryCommit commit) {
        return commit == null ? new TreeMap<>() : new TreeMap<>(commit.files);
    }

    /** What is at a path of a commit's tree, or of the empty tree. */
    static StateFile read(@Nullable InMemoryCommit commit, StatePath path) {
        var found = commit == null ? new StateFile.Absent() : commit.read(path);
        return found instanceof StateFile.Regular file && file.bytes().size() > Snapshot.MAX_FILE_SIZE
                ? new StateFile.TooLarge(file.bytes().size())
                : found;
    }

    private StateFile read(StatePath path) {
        var found = files.get(path);
        if (found != null) {
            return found;
        }
        return linkAbove(path)
                .orElseGet(() -> isFolder(files, path) ? new StateFile.NotRegular("a folder") : new StateFile.Absent());
    }

    /** The paths of all files, links and folders in a folder, or anywhere, whose names match. */
    static List<StatePath> find(@Nullable InMemoryCommit commit, @Nullable StatePath in, Predicate<String> fileName) {
        if (commit == null) {
            return List.of();
        }
        var files = in == null ? commit.files : below(commit.files, in);
        return files.keySet().stream()
                .flatMap(path -> Stream.concat(Stream.of(path), foldersAbove(path).stream()))
                .filter(path -> in == null || path.value().startsWith(in + "/"))
                .filter(path -> fileName.test(path.fileName()))
                .distinct()
                .sorted()
                .toList();
    }

    /** A value that is equal for two commits exactly if the path, a file or folder, has the same content in both. */
    static Object contentAt(@Nullable InMemoryCommit commit, StatePath path) {
        if (commit == null) {
            return new StateFile.Absent();
        }
        var folder = below(commit.files, path);
        return folder.isEmpty() ? commit.read(path) : folder;
    }

    /**
     * Applies the edits of one change.
     *
     * @throws IdpException {@code NOT_A_REGULAR_FILE} as {@link FileEdit} says
     */
    static void apply(NavigableMap<StatePath, StateFile> files, List<FileEdit> edits) {
        for (var edit : edits) {
            requireEditable(files, edit.path());
            if (edit instanceof FileEdit.Put put) {
                files.put(put.path(), new StateFile.Regular(put.bytes()));
            } else {
                files.remove(edit.path());
            }
        }
    }

    private static void requireEditable(NavigableMap<StatePath, StateFile> files, StatePath path) {
        if (isFolder(files, path)) {
            throw notARegularFile("the path " + path + " is a folder and cannot be edited as a file", path);
        }
        for (var folder : foldersAbove(path)) {
            if (files.containsKey(folder)) {
                throw notARegularFile("the path " + path + " is below " + folder + ", which is not a folder", path);
            }
        }
    }

    private static IdpException notARegularFile(String what, StatePath path) {
        return Problem.of(ProblemCode.NOT_A_REGULAR_FILE, what, path.value(), "delete what is there first")
                .asException();
    }

    private static NavigableMap<StatePath, StateFile> below(
            NavigableMap<StatePath, StateFile> files, StatePath folder) {
        // The first possible character of a segment is '0', the character after '/'.
        return files.subMap(StatePath.of(folder + "/0"), true, StatePath.of(folder + "0"), false);
    }

    private static boolean isFolder(NavigableMap<StatePath, StateFile> files, StatePath path) {
        return !below(files, path).isEmpty();
    }

    private Optional<StateFile> linkAbove(StatePath path) {
        return foldersAbove(path).stream()
                .map(files::get)
                .filter(StateFile.NotRegular.class::isInstance)
                .findFirst();
    }

    private static List<StatePath> foldersAbove(StatePath path) {
        var folders = new TreeSet<StatePath>();
        for (int slash = path.value().lastIndexOf('/');
                slash > 0;
                slash = path.value().lastIndexOf('/', slash - 1)) {
            folders.add(StatePath.of(path.value().substring(0, slash)));
        }
        return List.copyOf(folders);
    }

    private static CommitId hash(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new CommitId(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
