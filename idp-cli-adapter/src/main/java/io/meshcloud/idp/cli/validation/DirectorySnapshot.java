// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A folder on disk seen as a state repository, for checking a working copy before anything is pushed. Symbolic links
 * are reported, never followed; {@code .git} and other hidden entries are not part of the state.
 */
public final class DirectorySnapshot implements Snapshot {
    private final Path root;

    public DirectorySnapshot(Path root) {
        this.root = Objects.requireNonNull(root, "root");
    }

    /** No commit: a folder may contain files that were never committed. */
    @Override
    public Optional<CommitId> commit() {
        return Optional.empty();
    }

    @Override
    public StateFile read(StatePath path) {
        var place = root;
        try {
            var segments = path.segments();
            for (var segment : segments.subList(0, segments.size() - 1)) {
                place = place.resolve(segment);
                var attributes = attributes(place);
                if (attributes.isSymbolicLink()) {
                    return new StateFile.NotRegular("below a symbolic link");
                }
                if (!attributes.isDirectory()) {
                    return new StateFile.Absent();
                }
            }
            place = place.resolve(path.fileName());
            return file(place, attributes(place));
        } catch (NoSuchFileException e) {
            return new StateFile.Absent();
        } catch (IOException e) {
            throw unreadable(place, e);
        }
    }

    private static StateFile file(Path place, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return new StateFile.NotRegular("a symbolic link");
        }
        if (attributes.isDirectory()) {
            return new StateFile.NotRegular("a folder");
        }
        if (!attributes.isRegularFile()) {
            return new StateFile.NotRegular("neither a file nor a folder");
        }
        if (attributes.size() > MAX_FILE_SIZE) {
            return new StateFile.TooLarge(attributes.size());
        }
        return new StateFile.Regular(Bytes.of(Files.readAllBytes(place)));
    }

    @Override
    public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) {
        var found = new ArrayList<StatePath>();
        var start = root;
        try {
            if (folder != null) {
                for (var segment : folder.segments()) {
                    start = start.resolve(segment);
                    if (!attributes(start).isDirectory()) {
                        return List.of();
                    }
                }
            }
            Files.walkFileTree(start, new Search(start, fileName, found));
        } catch (IOException e) {
            if (folder != null && e instanceof NoSuchFileException) {
                return List.of();
            }
            throw unreadable(start, e);
        }
        return found.stream().sorted().toList();
    }

    @Override
    public boolean isEmpty() {
        try (var entries = Files.newDirectoryStream(root)) {
            for (var entry : entries) {
                if (isVisible(entry)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static BasicFileAttributes attributes(Path place) throws IOException {
        return Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isVisible(Path entry) {
        var name = entry.getFileName();
        return name != null && !name.toString().startsWith(".");
    }

    static IdpException unreadable(Path place, Exception cause) {
        return Problem.of(
                        ProblemCode.FILE_NOT_READABLE,
                        "the folder's contents cannot be read",
                        place.toString(),
                        "check that it exists and that you may read it and everything below it")
                .asException(cause);
    }

    /** Collects every visible entry with a matching name and skips what cannot be a path of a state repository. */
    private final class Search extends SimpleFileVisitor<Path> {
        private final Path start;
        private final Predicate<String> fileName;
        private final List<StatePath> found;

        Search(Path start, Predicate<String> fileName, List<StatePath> found) {
            this.start = start;
            this.fileName = fileName;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(start)) {
                return FileVisitResult.CONTINUE;
            }
            collect(folder);
            return isVisible(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            collect(file);
            return FileVisitResult.CONTINUE;
        }

        private void collect(Path entry) {
            if (!fileName.test(entry.getFileName().toString())) {
                return;
            }
            var relative = root.relativize(entry).toString().replace('\\', '/');
            try {
                found.add(StatePath.of(relative));
            } catch (IllegalArgumentException e) {
                // Git snapshots cannot name such a path either, so it is not an environment's folder.
                return;
            }
        }
    }
}
