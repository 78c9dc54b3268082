package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.StateFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A commit that is never changed, with everything that lies in its tree. */
record InMemoryCommit(
        CommitId id,
        @Nullable InMemoryCommit parent,
        Instant at,
        CommitIdentity author,
        CommitIdentity committer,
        String message,
        SortedMap<StatePath, StateFile> files) {

    static InMemoryCommit of(
            @Nullable InMemoryCommit parent,
            Instant at,
            CommitIdentity author,
            CommitIdentity committer,
            String message,
            SortedMap<StatePath, StateFile> files) {
        // The file's contents are in the text only by their size; the parent's id keeps commits of one branch apart.
        var text = (parent == null ? "" : parent.id) + "\n" + at + "\n" + author + "\n" + committer + "\n" + message
                + "\n" + files;
        return new InMemoryCommit(hash(text), parent, at, author, committer, message, files);
    }

    StateFile read(StatePath path) {
        var found = files.get(path);
        if (found != null) {
            return found;
        }
        return linkAbove(path)
                .orElseGet(() -> isFolder(path) ? new StateFile.NotRegular("a folder") : new StateFile.Absent());
    }

    /** Equal exactly if the same lies at the path, also where that is a folder. */
    Object contentAt(StatePath path) {
        var folder = below(path);
        return folder.isEmpty() ? read(path) : folder;
    }

    private SortedMap<StatePath, StateFile> below(StatePath folder) {
        var found = new TreeMap<StatePath, StateFile>();
        files.forEach((path, file) -> {
            if (path.value().startsWith(folder.value() + "/")) {
                found.put(path, file);
            }
        });
        return found;
    }

    private boolean isFolder(StatePath path) {
        return !below(path).isEmpty();
    }

    private Optional<StateFile> linkAbove(StatePath path) {
        for (int slash = path.value().lastIndexOf('/');
                slash > 0;
                slash = path.value().lastIndexOf('/', slash - 1)) {
            if (files.get(StatePath.of(path.value().substring(0, slash))) instanceof StateFile.NotRegular link) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
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
