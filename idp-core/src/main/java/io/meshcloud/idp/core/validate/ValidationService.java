// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.check.AddressCheck;
import io.meshcloud.idp.contract.check.Claimant;
import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.check.ReleaseCheck;
import io.meshcloud.idp.contract.check.RepositoryCheck;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.view.EnvironmentFiles;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.UnreadPlaces;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks every rule on a whole state repository, or on a folder with the same structure, and reports all findings at
 * once.
 */
public final class ValidationService {
    /** The settings of the command line, by the name under which it looks for them in the current folder. */
    private static final String SETTINGS_FILE = "idp.yaml";

    private final PushRights rights;
    private final PlatformView platforms;
    private final @Nullable ImageCheck images;
    private final DerivedChanges derived;

    /** Receives the progress of a validation, on the validating thread. */
    @FunctionalInterface
    public interface Progress {
        void at(int done, int total);

        /** Ignores the progress. */
        static Progress silent() {
            return (done, total) -> {};
        }
    }

    /**
     * @param rights asked only where environments with different rules might share push rights
     * @param platforms of the repository; {@link PlatformView#withoutHistory} for folders
     */
    public ValidationService(PushRights rights, PlatformView platforms) {
        this(rights, platforms, null, DerivedChanges.NONE);
    }

    private ValidationService(
            PushRights rights, PlatformView platforms, @Nullable ImageCheck images, DerivedChanges derived) {
        this.rights = Objects.requireNonNull(rights, "rights");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.images = images;
        this.derived = derived;
    }

    /** The same, which also asks the registries for the images. */
    public ValidationService with(ImageCheck check) {
        return new ValidationService(rights, platforms, Objects.requireNonNull(check, "check"), derived);
    }

    /** The same, which also warns about derived files that are stale or were edited by hand. */
    public ValidationService with(DerivedChanges generator) {
        return new ValidationService(rights, platforms, images, Objects.requireNonNull(generator, "generator"));
    }

    /**
     * Checks everything, and reports what the caller may see. The platform sees all findings; other callers see those
     * about the files of their environments.
     */
    public ValidationReport validate(Caller caller, Snapshot snapshot, Progress progress) {
        return new Pass(caller, snapshot, progress).run();
    }

    /** One pass over all contract files. */
    private final class Pass {
        private final Caller caller;
        private final Snapshot snapshot;
        private final Progress progress;
        private final FileState<Platform> settings;

        /** Empty if the settings are broken: then the layout is unknown, and every file is checked only on its own. */
        private final Optional<Platform> platform;

        private final List<Finding> findings = new ArrayList<>();
        private final Set<StatePath> environmentFiles = new HashSet<>();
        private final Map<StatePath, Document<AppEnvironment>> environments = new HashMap<>();
        private final Map<StatePath, Claimant> claimants = new HashMap<>();
        private final ImageCheck.@Nullable Run imageCheck;
        private final Set<StatePath> released = new HashSet<>();
        private int done;

        Pass(Caller caller, Snapshot snapshot, Progress progress) {
            this.caller = caller;
            this.snapshot = snapshot;
            this.progress = progress;
            this.settings = platforms.read(snapshot);
            this.platform = PlatformView.settings(settings);
            this.imageCheck = images == null ? null : images.new Run();
        }

        ValidationReport run() {
            environmentFiles.addAll(snapshot.find(Layout.APP_ENVIRONMENT_FILE));
            int total =
                    environmentFiles.size() + snapshot.find(Layout.RELEASE_FILE).size();
            collect(settings);
            if (settings.isAbsent() && total > 0) {
                findings.add(defaultsApply());
            }
            snapshot.forEach(Layout.APP_ENVIRONMENT_FILE, (path, file) -> {
                progress.at(done++, total);
                environment(path, file);
            });
            snapshot.forEach(Layout.RELEASE_FILE, (path, file) -> {
                progress.at(done++, total);
                release(path, file);
            });
            platform.ifPresent(this::acrossFiles);
            if (imageCheck != null) {
                findings.addAll(imageCheck.empty(environments.entrySet().stream()
                        .filter(file -> !released.contains(file.getKey()))
                        .map(Map.Entry::getValue)
                        .toList()));
            }
            snapshot.find(SETTINGS_FILE).forEach(this::refuseSettings);
            platform.ifPresent(known -> findings.addAll(UnreadPlaces.links(snapshot, known.layout())));
            findings.addAll(NearNames.find(snapshot, platform.map(Platform::layout)));
            platform.ifPresent(known -> findings.addAll(StaleFiles.find(derived, snapshot, known)));
            progress.at(total, total);
            return report(total);
        }

        private ValidationReport report(int total) {
            if (caller.platform()) {
                return new ValidationReport(total + (settings.isAbsent() ? 0 : 1), environmentFiles.size(), findings);
            }
            var layout = platforms.inUse(snapshot).layout();
            var folders = environmentFiles.stream()
                    .flatMap(path -> EnvironmentFiles.addressOf(path, layout).stream())
                    .filter(caller::maySee)
                    .map(layout::folder)
                    .map(StatePath::value)
                    .collect(Collectors.toSet());
            long files = Stream.concat(environmentFiles.stream(), snapshot.find(Layout.RELEASE_FILE).stream())
                    .filter(path -> folders.contains(folder(path.value())))
                    .count();
            var visible = findings.stream()
                    .filter(finding ->
                            folders.contains(folder(finding.location().file())))
                    .toList();
            return new ValidationReport((int) files, folders.size(), visible);
        }

        private static String folder(String path) {
            return path.substring(0, Math.max(0, path.lastIndexOf('/')));
        }

        /** An error if a file was probably meant as the settings: its rules are not in force. */
        private Finding defaultsApply() {
            var location = Location.of(PlatformView.PATH.value());
            return PlatformView.nearName(snapshot)
                    .map(near -> Finding.error(
                            ProblemCode.PLATFORM_ABSENT,
                            location,
                            "",
                            "there is no " + PlatformView.PATH + ", so the defaults apply; " + near + " is not read",
                            "rename " + near + " to " + PlatformView.PATH))
                    .orElseGet(() -> Finding.warning(
                            ProblemCode.PLATFORM_ABSENT,
                            location,
                            "",
                            "there is no " + PlatformView.PATH
                                    + ", so the defaults apply: no limits, no freezes, no list of"
                                    + " registries or clusters",
                            "`idp init` writes the file"));
        }

        private void acrossFiles(Platform known) {
            findings.addAll(RepositoryCheck.check(
                    byAddress(claimants, known.layout()), known.ingress().hostsBelongTo(), caller::maySee));
            var byAddress = byAddress(environments, known.layout());
            byAddress.forEach((address, document) -> AddressCheck.check(address, document, known)
                    .map(Finding::asWarning)
                    .ifPresent(findings::add));
            findings.addAll(new SharedRights(known, rights, caller).check(byAddress));
            settings.document()
                    .ifPresent(document -> findings.addAll(UnusedRules.check(
                            document, byAddress(addressed(), known.layout()).keySet())));
        }

        /** All environment files, also those that cannot be read. */
        private Map<StatePath, StatePath> addressed() {
            return environmentFiles.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
        }

        private void environment(StatePath path, StateFile found) {
            var file = FileState.read(found, path, ContractFiles::readAppEnvironment);
            collect(file);
            EnvironmentFiles.claimant(path, file).ifPresent(claimant -> claimants.put(path, claimant));
            file.document().ifPresent(document -> {
                environments.put(path, document);
                platform.ifPresent(known -> findings.addAll(PlatformCheck.check(document, known)));
            });
            platform.flatMap(known -> UnreadPlaces.outside(path, known.layout()))
                    .ifPresent(findings::add);
        }

        private void release(StatePath path, StateFile file) {
            var release = FileState.read(file, path, ContractFiles::readAppRelease);
            collect(release);
            platform.flatMap(known -> UnreadPlaces.outside(path, known.layout()))
                    .ifPresent(findings::add);
            var environmentPath = environmentNextTo(path);
            if (environmentPath.isEmpty() || !environmentFiles.contains(environmentPath.get())) {
                findings.add(Finding.error(
                        ProblemCode.RELEASE_MISMATCH,
                        Location.of(path.value()),
                        "",
                        "there is no app-env.yaml next to this release, so it belongs to no environment",
                        "create the environment with `idp env create`, or remove the file with `idp env retire`"));
                return;
            }
            released.add(environmentPath.get());
            if (imageCheck != null) {
                release.document().flatMap(imageCheck::running).ifPresent(findings::add);
            }
            var environment = Optional.ofNullable(environments.get(environmentPath.get()));
            if (environment.isPresent() && release.document().isPresent()) {
                findings.addAll(ReleaseCheck.check(
                        release.document().get(), environment.get().value(), platform.orElse(Platform.DEFAULT)));
            }
        }

        /** A person who runs idp in a clone must not get settings from anybody who can push. */
        private void refuseSettings(StatePath path) {
            findings.add(Finding.error(
                    ProblemCode.SETTINGS_IN_STATE,
                    Location.of(path.value()),
                    "",
                    "a state repository cannot contain settings of the command line",
                    "remove the file from the repository; keep your settings in ~/.config/idp/" + SETTINGS_FILE));
        }

        private static <T> Map<EnvironmentAddress, T> byAddress(Map<StatePath, T> files, Layout layout) {
            var found = new TreeMap<EnvironmentAddress, T>();
            files.forEach((path, file) ->
                    EnvironmentFiles.addressOf(path, layout).ifPresent(address -> found.put(address, file)));
            return found;
        }

        private <T> void collect(FileState<T> file) {
            if (file instanceof FileState.Broken<T> broken) {
                findings.addAll(broken.findings());
            }
            file.document().ifPresent(document -> findings.addAll(document.warnings()));
        }

        private static Optional<StatePath> environmentNextTo(StatePath release) {
            int slash = release.value().lastIndexOf('/');
            return slash < 0
                    ? Optional.empty()
                    : Optional.of(
                            StatePath.of(release.value().substring(0, slash)).resolve(Layout.APP_ENVIRONMENT_FILE));
        }
    }
}
