// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.Objects;
import java.util.Optional;

/**
 * The two files of one environment in one snapshot, whatever their state.
 *
 * @param address the environment
 * @param folder the folder of its files
 * @param environment its {@code app-env.yaml}
 * @param release its {@code release.yaml}
 */
public record EnvironmentView(
        EnvironmentAddress address,
        StatePath folder,
        FileState<AppEnvironment> environment,
        FileState<AppRelease> release) {
    public EnvironmentView {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(release, "release");
    }

    /**
     * Reads the two files of this address and no other file.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException if the address does not fit the layout, or the
     *     repository cannot be read
     */
    public static EnvironmentView read(Snapshot snapshot, Layout layout, EnvironmentAddress address) {
        return read(snapshot, layout, address, ContractReaders.UNCACHED);
    }

    /** The same with the given readers. */
    public static EnvironmentView read(
            Snapshot snapshot, Layout layout, EnvironmentAddress address, ContractReaders readers) {
        var folder = layout.folder(address);
        var environment = snapshot.read(folder.resolve(Layout.APP_ENVIRONMENT_FILE));
        return of(address, folder, environment, snapshot.read(folder.resolve(Layout.RELEASE_FILE)), readers);
    }

    /** The same for files that were read before. */
    public static EnvironmentView of(
            EnvironmentAddress address, StatePath folder, StateFile environment, StateFile release) {
        return of(address, folder, environment, release, ContractReaders.UNCACHED);
    }

    private static EnvironmentView of(
            EnvironmentAddress address,
            StatePath folder,
            StateFile environment,
            StateFile release,
            ContractReaders readers) {
        return new EnvironmentView(
                address,
                folder,
                FileState.read(environment, folder.resolve(Layout.APP_ENVIRONMENT_FILE), readers.environment()),
                FileState.read(release, folder.resolve(Layout.RELEASE_FILE), readers.release()));
    }

    public StatePath environmentPath() {
        return folder.resolve(Layout.APP_ENVIRONMENT_FILE);
    }

    public StatePath releasePath() {
        return folder.resolve(Layout.RELEASE_FILE);
    }

    /** The problem that {@code app-env.yaml} breaks the contract; empty if it is valid or absent. */
    public Optional<Problem> brokenEnvironment() {
        return environment instanceof FileState.Broken<AppEnvironment> broken
                ? Optional.of(new Problem(
                        ProblemCode.ENVIRONMENT_BROKEN,
                        "the environment's app-env.yaml breaks the contract",
                        environmentPath().value(),
                        "fix the findings with `idp env apply`",
                        broken.findings()))
                : Optional.empty();
    }

    /** The environment, if its file is valid. */
    public Optional<AppEnvironment> validEnvironment() {
        return environment.value();
    }

    /** The content of {@code release.yaml}, if it can be read. */
    public Optional<AppRelease> readableRelease() {
        return release.value();
    }

    /** The released digest, if {@code release.yaml} can be read and contains one. */
    public Optional<Digest> runningDigest() {
        return readableRelease().map(AppRelease::image).flatMap(ImageReference::optionalDigest);
    }
}
