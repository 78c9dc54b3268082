package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.Objects;
import java.util.Optional;

/**
 * One environment as of one snapshot: the two files at its address, whatever their state.
 *
 * @param address which
 * @param folder where its files lie
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
     * Reads the two paths of this address and nothing else.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException if the address does not fit the layout, or the store behind
     *     the snapshot breaks
     */
    public static EnvironmentView read(Snapshot snapshot, Layout layout, EnvironmentAddress address) {
        return read(snapshot, layout, address, ContractReaders.PLAIN);
    }

    /** The same with readers of the caller's. */
    public static EnvironmentView read(
            Snapshot snapshot, Layout layout, EnvironmentAddress address, ContractReaders readers) {
        var folder = layout.folder(address);
        var environment = snapshot.read(folder.resolve(Layout.APP_ENVIRONMENT_FILE));
        return of(address, folder, environment, snapshot.read(folder.resolve(Layout.RELEASE_FILE)), readers);
    }

    /** The same for files that were found before. */
    public static EnvironmentView of(
            EnvironmentAddress address, StatePath folder, StateFile environment, StateFile release) {
        return of(address, folder, environment, release, ContractReaders.PLAIN);
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
                FileReader.read(environment, folder.resolve(Layout.APP_ENVIRONMENT_FILE), readers.environment()),
                FileReader.read(release, folder.resolve(Layout.RELEASE_FILE), readers.release()));
    }

    public StatePath environmentPath() {
        return folder.resolve(Layout.APP_ENVIRONMENT_FILE);
    }

    public StatePath releasePath() {
        return folder.resolve(Layout.RELEASE_FILE);
    }

    /** The environment, if its file is valid. */
    public Optional<AppEnvironment> validEnvironment() {
        return environment.document().map(Document::value);
    }

    /** The release on file, if it can be read. */
    public Optional<AppRelease> readableRelease() {
        return release.document().map(Document::value);
    }

    /** What runs by digest, if the release on file can be read and holds one. */
    public Optional<Digest> runningDigest() {
        return readableRelease().map(AppRelease::image).flatMap(ImageReference::optionalDigest);
    }
}
