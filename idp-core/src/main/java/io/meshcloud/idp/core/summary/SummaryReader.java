// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.hold.Hold;
import io.meshcloud.idp.core.hold.HoldSearch;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the files and the history of environments into summaries. Safe for use by many threads. */
public final class SummaryReader {
    private static final StateFile ABSENT = new StateFile.Absent();

    private final StateRepository repository;

    public SummaryReader(StateRepository repository) {
        this.repository = Objects.requireNonNull(repository, "repository");
    }

    /** Whether the same files have the same summaries under both settings: a summary depends on all but the releases. */
    static boolean judgesAlike(Platform one, Platform other) {
        return one.equals(other.with(one.releases()));
    }

    /** The summaries of all environments. */
    SortedMap<EnvironmentAddress, EnvironmentSummary> readAll(Snapshot snapshot, Platform platform) {
        var layout = platform.layout();
        var releases = new HashMap<StatePath, StateFile>();
        snapshot.forEach(Layout.RELEASE_FILE, releases::put);
        var rows = new TreeMap<EnvironmentAddress, EnvironmentSummary>();
        var manual = new HashSet<EnvironmentAddress>();
        var untagged = new HashMap<EnvironmentAddress, Digest>();
        snapshot.forEach(
                Layout.APP_ENVIRONMENT_FILE,
                (path, file) -> EnvironmentFiles.addressOf(path, layout).ifPresent(address -> {
                    var folder = layout.folder(address);
                    var release = releases.getOrDefault(folder.resolve(Layout.RELEASE_FILE), ABSENT);
                    var view = EnvironmentView.of(address, folder, file, release);
                    rows.put(address, summary(view, platform, null, null));
                    if (isDeclaredManual(view)) {
                        manual.add(address);
                    }
                    untaggedDigest(view).ifPresent(digest -> untagged.put(address, digest));
                }));
        var history = ListedHistory.read(repository, snapshot, manual, untagged);
        rows.replaceAll((address, row) -> row.with(
                history.maybeHeld(address) ? hold(snapshot, layout.appEnvironment(address)) : null,
                history.tagOf(address).orElse(null)));
        return rows;
    }

    /** The summary of one environment; empty if it has no {@code app-env.yaml}. */
    Optional<EnvironmentSummary> read(Snapshot snapshot, Platform platform, EnvironmentAddress address) {
        var view = EnvironmentView.read(snapshot, platform.layout(), address);
        return view.environment().isAbsent() ? Optional.empty() : Optional.of(read(snapshot, platform, view));
    }

    /** The summary of an environment whose files were read from this snapshot. */
    public EnvironmentSummary read(Snapshot snapshot, Platform platform, EnvironmentView view) {
        var tag = untaggedDigest(view)
                .flatMap(digest -> new PastReleases(repository::history, repository::isOwn)
                        .tagOf(snapshot, view.releasePath(), digest));
        var hold = isDeclaredManual(view) ? hold(snapshot, view.environmentPath()) : null;
        return summary(view, platform, hold, tag.orElse(null));
    }

    private @Nullable Hold hold(Snapshot snapshot, StatePath path) {
        return HoldSearch.hold(repository, snapshot, path).orElse(null);
    }

    private static EnvironmentSummary summary(
            EnvironmentView view, Platform platform, @Nullable Hold hold, @Nullable Tag releasedTag) {
        var environment = view.validEnvironment();
        var release = view.readableRelease();
        return new EnvironmentSummary(
                view.address(),
                environment.map(value -> value.metadata().environment()).orElse(null),
                environment.map(platform::deployMode).orElse(null),
                hold,
                environment.map(value -> value.registry().repository()).orElse(null),
                environment.map(value -> value.target().namespace()).orElse(null),
                environment.map(value -> value.target().cluster()).orElse(null),
                release.map(AppRelease::image).orElse(null),
                releasedTag,
                release.map(AppRelease::observedAt).orElse(null),
                findings(view, platform));
    }

    /** Only a declared mode can come from a hold, so history is read for few environments. */
    private static boolean isDeclaredManual(EnvironmentView view) {
        return view.validEnvironment()
                .filter(environment -> environment.registry().deployMode() == DeployMode.MANUAL)
                .isPresent();
    }

    private static Optional<Digest> untaggedDigest(EnvironmentView view) {
        return view.readableRelease()
                .map(AppRelease::image)
                .filter(image -> image.optionalTag().isEmpty())
                .flatMap(ImageReference::optionalDigest);
    }

    private static List<Finding> findings(EnvironmentView view, Platform platform) {
        var findings = new ArrayList<Finding>();
        if (view.environment() instanceof FileState.Broken<AppEnvironment> broken) {
            findings.addAll(broken.findings());
        }
        if (view.release() instanceof FileState.Broken<AppRelease> broken) {
            findings.addAll(broken.findings());
        }
        view.environment().document().ifPresent(document -> {
            findings.addAll(document.warnings());
            PlatformCheck.check(document, platform).stream()
                    .map(finding -> PlatformView.isToleratedOnExisting(finding) ? finding.asWarning() : finding)
                    .forEach(findings::add);
            view.release()
                    .document()
                    .ifPresent(release -> findings.addAll(ReleaseCheck.check(release, document.value(), platform)));
        });
        return findings;
    }
}
