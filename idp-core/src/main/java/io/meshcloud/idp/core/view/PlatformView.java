package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Optional;

/** The platform's settings as of a snapshot: {@code platform/platform.yaml}, or the defaults where there is none. */
public final class PlatformView {
    /** Where the settings lie in every state repository. */
    public static final StatePath PATH = StatePath.of("platform/platform.yaml");

    private PlatformView() {}

    /** A field of the settings, for a problem that it makes. */
    public static String where(String pointer) {
        return PATH + ": " + pointer;
    }

    public static FileState<Platform> read(Snapshot snapshot) {
        return read(snapshot, ContractReaders.PLAIN);
    }

    /** The same with readers of the caller's. */
    public static FileState<Platform> read(Snapshot snapshot, ContractReaders readers) {
        return FileReader.read(snapshot, PATH, readers.platform());
    }

    /** Why the settings cannot be used; empty if they can. */
    public static Optional<Problem> broken(FileState<Platform> file) {
        if (!(file instanceof FileState.Broken<Platform> broken)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                ProblemCode.PLATFORM_BROKEN,
                "the platform's settings cannot be read, so nothing but a rollback is possible",
                PATH.value(),
                "mend the findings in " + PATH + "; `idp validate` checks it",
                broken.findings()));
    }

    /** The settings that hold, or where the file is broken, those that held before somebody broke it. */
    public static Platform inUse(StateRepository repository, Snapshot snapshot) {
        return settings(read(snapshot)).orElseGet(() -> lastReadable(repository, snapshot));
    }

    /**
     * The newest readable settings in history: what held before somebody broke the file. Where there was no file, the
     * defaults held.
     */
    public static Platform lastReadable(StateRepository repository, Snapshot from) {
        var readable = new ArrayList<Platform>();
        repository.history(from, PATH, revision -> {
            settings(read(revision)).ifPresent(readable::add);
            return readable.isEmpty();
        });
        return readable.isEmpty() ? Platform.DEFAULT : readable.get(0);
    }

    private static FileState<Platform> read(FileRevision revision) {
        return FileReader.read(revision.file(), PATH, ContractFiles::readPlatform);
    }

    /** The settings that hold; empty if the file is broken. */
    public static Optional<Platform> settings(FileState<Platform> file) {
        if (file instanceof FileState.Valid<Platform> valid) {
            return Optional.of(valid.value().value());
        }
        return file.isAbsent() ? Optional.of(Platform.DEFAULT) : Optional.empty();
    }
}
