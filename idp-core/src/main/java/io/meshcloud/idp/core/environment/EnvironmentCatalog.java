package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.core.hold.HeldEnvironments;
import io.meshcloud.idp.core.hold.HoldSearch;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.Environments;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.TightenedRules;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which environments there are and what runs in them. A broken one is listed as broken and hides no other; where
 * {@code platform.yaml} is broken, its last readable state tells where environments lie.
 */
public final class EnvironmentCatalog {
    private static final StateFile ABSENT = new StateFile.Absent();

    private final StateRepository repository;

    public EnvironmentCatalog(StateRepository repository) {
        this.repository = Objects.requireNonNull(repository, "repository");
    }

    /** All of them, by address. */
    public List<EnvironmentSummary> list() {
        var snapshot = repository.snapshot();
        var platform = PlatformView.inUse(repository, snapshot);
        var environments = Environments.find(snapshot, platform.layout());
        var held = new HeldEnvironments(repository, snapshot, environments.values());
        var releases = new HashMap<StatePath, StateFile>();
        snapshot.forEach(Layout.RELEASE_FILE, releases::put);
        var summaries = new ArrayList<EnvironmentSummary>();
        snapshot.forEach(
                Layout.APP_ENVIRONMENT_FILE,
                (path, file) -> Environments.addressOf(path, platform.layout()).ifPresent(address -> {
                    var folder = platform.layout().folder(address);
                    var release = releases.getOrDefault(folder.resolve(Layout.RELEASE_FILE), ABSENT);
                    var view = EnvironmentView.of(address, folder, file, release);
                    summaries.add(summary(view, platform, it -> held.contains(it.address(), it.environmentPath())));
                }));
        summaries.sort(Comparator.comparing(EnvironmentSummary::address));
        return List.copyOf(summaries);
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#ENVIRONMENT_NOT_FOUND} if nothing lies at the address
     */
    public EnvironmentDetails show(EnvironmentAddress address) {
        var snapshot = repository.snapshot();
        var platform = PlatformView.inUse(repository, snapshot);
        var view = EnvironmentView.read(snapshot, platform.layout(), address);
        if (view.environment().isAbsent()) {
            throw AbsentEnvironment.problem(repository::history, snapshot, platform.layout(), view)
                    .asException();
        }
        return new EnvironmentDetails(
                summary(view, platform, it -> HoldSearch.isHeld(repository, snapshot, it.environmentPath())),
                view.environmentPath(),
                view.environment().bytes().orElse(null),
                view.readableRelease().orElse(null));
    }

    private EnvironmentSummary summary(
            EnvironmentView view, Platform platform, Predicate<EnvironmentView> standsInHistory) {
        var environment = view.validEnvironment();
        var release = view.readableRelease();
        return new EnvironmentSummary(
                view.address(),
                environment.map(value -> value.metadata().environment()).orElse(null),
                environment.map(platform::deployMode).orElse(null),
                environment.filter(EnvironmentCatalog::isDeclaredManual).isPresent() && standsInHistory.test(view),
                release.map(AppRelease::image).orElse(null),
                release.map(AppRelease::observedAt).orElse(null),
                findings(view, platform));
    }

    /** Only a declared mode can come from a hold, so history is asked for few. */
    private static boolean isDeclaredManual(AppEnvironment environment) {
        return environment.registry().deployMode() == DeployMode.MANUAL;
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
                    .map(finding -> TightenedRules.isOne(finding) ? finding.asWarning() : finding)
                    .forEach(findings::add);
            view.release()
                    .document()
                    .ifPresent(release -> findings.addAll(ReleaseCheck.check(release, document.value(), platform)));
        });
        return findings;
    }
}
