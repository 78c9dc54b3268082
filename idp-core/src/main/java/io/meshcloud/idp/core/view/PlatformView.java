// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.Optional;

/** Reads the platform's settings from a snapshot: {@code platform/platform.yaml}, or the defaults if there is no file. */
public final class PlatformView {
    /** The path of the settings in every state repository. */
    public static final StatePath PATH = StatePath.of("platform/platform.yaml");

    private static final String INGRESS_HOST = "spec.ingress.host";

    private PlatformView() {}

    /** A field of the settings, as the place of a problem. */
    public static String where(String pointer) {
        return PATH + ": " + pointer;
    }

    public static FileState<Platform> read(Snapshot snapshot) {
        return read(snapshot, ContractReaders.UNCACHED);
    }

    /** The same with the given readers. */
    public static FileState<Platform> read(Snapshot snapshot, ContractReaders readers) {
        return FileState.read(snapshot, PATH, readers.platform());
    }

    /** The problem that {@code platform.yaml} is broken; empty if it is valid or absent. */
    public static Optional<Problem> broken(FileState<Platform> file) {
        if (!(file instanceof FileState.Broken<Platform> broken)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                ProblemCode.PLATFORM_BROKEN,
                "the platform's settings cannot be read, so nothing but a rollback is possible",
                PATH.value(),
                "fix the findings in " + PATH + "; `idp validate` checks the file",
                broken.findings()));
    }

    /** The settings in force; if the file is broken, its last readable version. */
    public static Platform inUse(History history, Snapshot snapshot) {
        return settings(read(snapshot)).orElseGet(() -> lastReadable(history, snapshot));
    }

    /**
     * The newest readable settings in history. A state without the file counts as the defaults.
     */
    public static Platform lastReadable(History history, Snapshot from) {
        var readable = new ArrayList<Platform>();
        history.walk(from, PATH, revision -> {
            settings(read(revision)).ifPresent(readable::add);
            return readable.isEmpty();
        });
        return readable.isEmpty() ? Platform.DEFAULT : readable.get(0);
    }

    private static FileState<Platform> read(FileRevision revision) {
        return FileState.read(revision.file(), PATH, ContractFiles::readPlatform);
    }

    /** The settings in force; empty if the file is broken. */
    public static Optional<Platform> settings(FileState<Platform> file) {
        if (file instanceof FileState.Valid<Platform> valid) {
            return Optional.of(valid.value().value());
        }
        return file.isAbsent() ? Optional.of(Platform.DEFAULT) : Optional.empty();
    }

    /**
     * Whether the finding is only a warning for an existing environment: the file was valid before the platform tightened a
     * limit or its allowed hosts.
     */
    public static boolean isToleratedOnExisting(Finding finding) {
        return finding.code() == ProblemCode.OVER_PLATFORM_LIMIT
                || finding.pointer().equals(INGRESS_HOST);
    }
}
