// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

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
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.hold.HoldSearch;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.UnreadPlaces;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists the environments and what runs in them. A broken environment is listed as broken; the others are still listed.
 * If {@code platform.yaml} is broken or was removed, the layout of its last readable version applies.
 */
public final class EnvironmentCatalog {
    private static final StateFile ABSENT = new StateFile.Absent();

    private final StateRepository repository;
    private final ImageRegistry registry;
    private final PlatformView platforms;

    public EnvironmentCatalog(StateRepository repository, ImageRegistry registry, PlatformView platforms) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
    }

    /** All environments, sorted by address. */
    public List<EnvironmentSummary> list() {
        var snapshot = repository.snapshot();
        var platform = platforms.inUse(snapshot);
        var releases = new HashMap<StatePath, StateFile>();
        snapshot.forEach(Layout.RELEASE_FILE, releases::put);
        var rows = new ArrayList<EnvironmentSummary>();
        var manual = new HashSet<EnvironmentAddress>();
        var untagged = new HashMap<EnvironmentAddress, Digest>();
        snapshot.forEach(
                Layout.APP_ENVIRONMENT_FILE,
                (path, file) -> EnvironmentFiles.addressOf(path, platform.layout())
                        .ifPresent(address -> {
                            var folder = platform.layout().folder(address);
                            var release = releases.getOrDefault(folder.resolve(Layout.RELEASE_FILE), ABSENT);
                            var view = EnvironmentView.of(address, folder, file, release);
                            rows.add(summary(view, platform, false, null));
                            if (isDeclaredManual(view)) {
                                manual.add(address);
                            }
                            untaggedDigest(view).ifPresent(digest -> untagged.put(address, digest));
                        }));
        var history = ListedHistory.read(repository, snapshot, manual, untagged);
        return rows.stream()
                .map(row -> row.with(
                        history.maybeHeld(row.address())
                                && HoldSearch.isHeld(
                                        repository, snapshot, platform.layout().appEnvironment(row.address())),
                        history.tagOf(row.address()).orElse(null)))
                .sorted(Comparator.comparing(EnvironmentSummary::address))
                .toList();
    }

    /**
     * Where a snapshot has files of environments that {@link #list} does not read: outside the layout, or below a
     * symbolic link.
     */
    public List<Warning> unread(Snapshot snapshot) {
        return UnreadPlaces.find(snapshot, platforms.inUse(snapshot).layout()).stream()
                .map(Warning::of)
                .toList();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#ENVIRONMENT_NOT_FOUND} if there is no environment at the
     *     address
     */
    public EnvironmentDetails show(EnvironmentAddress address) {
        var snapshot = repository.snapshot();
        var scope = EnvironmentScope.readWithLastSettings(platforms, snapshot, address, ContractReaders.UNCACHED);
        var view = scope.view();
        if (view.environment().isAbsent()) {
            throw scope.absent(repository::history).asException();
        }
        boolean held = isDeclaredManual(view) && HoldSearch.isHeld(repository, snapshot, view.environmentPath());
        var tag = untaggedDigest(view)
                .flatMap(digest -> new PastReleases(repository::history, repository::isOwn)
                        .tagOf(snapshot, view.releasePath(), digest));
        return new EnvironmentDetails(
                summary(view, scope.platform(), held, tag.orElse(null)),
                view.environmentPath(),
                view.environment().bytes().orElse(null),
                view.readableRelease().orElse(null));
    }

    /**
     * Whether the registry still has the image that runs; empty if nothing runs by digest. Throws nothing: an
     * unreachable registry is one of the answers.
     */
    public Optional<ImagePresence> presence(EnvironmentDetails details) {
        return details.optionalRelease()
                .map(AppRelease::image)
                .flatMap(image -> image.optionalDigest().map(digest -> presence(image, digest)));
    }

    private ImagePresence presence(ImageReference image, Digest digest) {
        try {
            return registry.resolve(image.repository(), digest)
                    .<ImagePresence>match(
                            found -> new ImagePresence.Present(),
                            other -> new ImagePresence.Present(),
                            unreadable -> new ImagePresence.Present(),
                            notPullable -> new ImagePresence.Gone(),
                            ImagePresence.Gone::new);
        } catch (IdpException e) {
            return new ImagePresence.Unknown(e.problem());
        }
    }

    private static EnvironmentSummary summary(
            EnvironmentView view, Platform platform, boolean held, @Nullable Tag releasedTag) {
        var environment = view.validEnvironment();
        var release = view.readableRelease();
        return new EnvironmentSummary(
                view.address(),
                environment.map(value -> value.metadata().environment()).orElse(null),
                environment.map(platform::deployMode).orElse(null),
                held,
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
