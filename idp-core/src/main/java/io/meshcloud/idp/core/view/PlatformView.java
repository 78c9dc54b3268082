// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the platform's settings, {@code platform/platform.yaml}, from the snapshots of one state repository. The
 * defaults apply only in a repository that never had the file. A file that is in history but not in the snapshot was
 * removed or renamed; it counts as broken, because its limits and switches would be lost (ADR-012). Use one per
 * repository and process. Safe for use by many threads.
 */
public final class PlatformView {
    /** The path of the settings in every state repository. */
    public static final StatePath PATH = StatePath.of("platform/platform.yaml");

    private static final String INGRESS_HOST = "spec.ingress.host";
    private static final String BUILDING_BLOCKS = "spec.config.buildingBlocks[";

    private final History history;
    private final BiFunction<String, Bytes, ReadResult<Platform>> reader = ContractReaders.cachingPlatform();

    /** The answer for the last commit without the file, so that one commit costs one walk through history. */
    private volatile @Nullable Missing missing;

    private record Missing(Optional<CommitId> commit, FileState<Platform> state) {}

    /**
     * @param history asked only about a snapshot without the file, once for each commit
     */
    public PlatformView(History history) {
        this.history = Objects.requireNonNull(history, "history");
    }

    /** For files without history, such as a folder on disk: a missing file means the defaults. */
    public static PlatformView withoutHistory() {
        return new PlatformView((from, path, visitor) -> {});
    }

    /** A field of the settings, as the place of a problem. */
    public static String where(String pointer) {
        return PATH + ": " + pointer;
    }

    /** The file; absent only if the repository never had one, broken if it was removed. */
    public FileState<Platform> read(Snapshot snapshot) {
        var file = snapshot.read(PATH);
        return file instanceof StateFile.Absent ? readMissing(snapshot) : FileState.read(file, PATH, reader);
    }

    private FileState<Platform> readMissing(Snapshot snapshot) {
        var known = missing;
        if (known != null && known.commit().equals(snapshot.commit())) {
            return known.state();
        }
        var state = lastRevision(snapshot)
                .<FileState<Platform>>map(last -> new FileState.Broken<>(List.of(removed(last, snapshot)), null))
                .orElseGet(FileState.Absent::new);
        missing = new Missing(snapshot.commit(), state);
        return state;
    }

    /** The newest commit with the file. */
    private Optional<CommitId> lastRevision(Snapshot snapshot) {
        var last = new ArrayList<CommitId>();
        history.walk(snapshot, PATH, revision -> {
            if (!(revision.file() instanceof StateFile.Absent)) {
                last.add(revision.commit());
            }
            return last.isEmpty();
        });
        return last.stream().findFirst();
    }

    private static Finding removed(CommitId last, Snapshot snapshot) {
        return Finding.error(
                ProblemCode.PLATFORM_BROKEN,
                Location.of(PATH.value()),
                "",
                PATH + " was removed or renamed after commit " + last.abbreviated() + " changed it",
                nearName(snapshot).map(near -> "rename " + near + " to " + PATH).orElse("restore the file")
                        + "; `git show " + last.abbreviated() + ":" + PATH + "` prints its last version");
    }

    /** A file that was probably meant as the settings, but has another name or folder. It lists the repository. */
    public static Optional<StatePath> nearName(Snapshot snapshot) {
        return snapshot
                .find(null, name -> name.equals(PATH.fileName()) || NearName.isNear(name, PATH.fileName()))
                .stream()
                .filter(path -> !path.equals(PATH))
                .min(Comparator.comparing(path -> !path.value().startsWith("platform/")));
    }

    /** The problem that {@code platform.yaml} is broken or was removed; empty if it is valid or never existed. */
    public static Optional<Problem> broken(FileState<Platform> file) {
        if (!(file instanceof FileState.Broken<Platform> broken)) {
            return Optional.empty();
        }
        var first = broken.firstError();
        if (first.code() == ProblemCode.PLATFORM_BROKEN) {
            return Optional.of(Problem.of(
                    ProblemCode.PLATFORM_BROKEN,
                    first.what() + ", so nothing but a rollback is possible",
                    PATH.value(),
                    first.fix()));
        }
        return Optional.of(new Problem(
                ProblemCode.PLATFORM_BROKEN,
                "the platform's settings cannot be read, so nothing but a rollback is possible",
                PATH.value(),
                "fix the findings in " + PATH + "; `idp validate` checks the file",
                broken.findings()));
    }

    /** The problem that {@code platform.yaml} is broken or was removed in this snapshot; empty otherwise. */
    public Optional<Problem> broken(Snapshot snapshot) {
        return broken(read(snapshot));
    }

    /** The settings in force, or the problem that the file is broken or was removed. */
    public Result<Platform> require(Snapshot snapshot) {
        var file = read(snapshot);
        return broken(file)
                .map(Result::<Platform>refused)
                .orElseGet(() -> Result.of(settings(file).orElseThrow()));
    }

    /** The settings in force; if the file is broken or was removed, its last readable version. */
    public Platform inUse(Snapshot snapshot) {
        return settings(read(snapshot)).orElseGet(() -> lastReadable(snapshot));
    }

    /** The newest readable settings in history; the defaults if there are none. */
    private Platform lastReadable(Snapshot from) {
        var readable = new ArrayList<Platform>();
        history.walk(from, PATH, revision -> {
            read(revision).value().ifPresent(readable::add);
            return readable.isEmpty();
        });
        return readable.isEmpty() ? Platform.DEFAULT : readable.get(0);
    }

    private static FileState<Platform> read(FileRevision revision) {
        return FileState.read(revision.file(), PATH, ContractFiles::readPlatform);
    }

    /** The settings in force; empty if the file is broken. */
    public static Optional<Platform> settings(FileState<Platform> file) {
        return file.isAbsent() ? Optional.of(Platform.DEFAULT) : file.value();
    }

    /**
     * Whether the finding is only a warning for an existing environment: the file was valid before the platform
     * tightened a limit, its allowed hosts or its building blocks.
     */
    public static boolean isToleratedOnExisting(Finding finding) {
        return finding.code() == ProblemCode.OVER_PLATFORM_LIMIT
                || finding.pointer().equals(INGRESS_HOST)
                || finding.pointer().startsWith(BUILDING_BLOCKS);
    }
}
