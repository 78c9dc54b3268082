// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.validation;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.validate.ValidationReport;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.StateFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks files and folders on disk. A folder that is a state repository is checked as one, including the rules across
 * files; in any other folder each contract file is checked alone.
 */
public final class DiskValidation {
    private static final int LOOK_ALIKES = 5;

    private final ValidationService validation;
    private final @Nullable Platform platform;
    private final ValidationService.Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private int files;
    private int environments;

    /**
     * @param validation checks folders that are state repositories
     * @param platform the settings for files without settings of their own; absent means the defaults
     */
    public DiskValidation(
            ValidationService validation, @Nullable Platform platform, ValidationService.Progress progress) {
        this.validation = validation;
        this.platform = platform;
        this.progress = progress;
    }

    /**
     * Checks a file or a folder.
     *
     * @param name as the user typed it, which findings repeat
     * @throws io.meshcloud.idp.contract.problem.IdpException if it cannot be read
     */
    public void check(String name, Path path) {
        if (!Files.isDirectory(path)) {
            file(NamedFile.read(name, path));
            return;
        }
        var snapshot = new DirectorySnapshot(path);
        boolean ownPlatform = !(snapshot.read(PlatformView.PATH) instanceof StateFile.Absent);
        if (ownPlatform && platform != null) {
            throw Problem.of(
                            ProblemCode.USAGE,
                            "the folder contains its own " + PlatformView.PATH + ", and --platform names another",
                            name,
                            "omit --platform, or name single files")
                    .asException();
        }
        if (!ownPlatform && ContractSearch.contractFiles(path).isEmpty()) {
            throw nothingToCheck(name, path);
        }
        if (ownPlatform || (platform == null && fitsDefaultLayout(snapshot))) {
            repository(name, snapshot);
        } else {
            ContractSearch.contractFiles(path).forEach(file -> single(display(name, path.relativize(file)), file));
        }
    }

    /** Everything that was found so far. */
    public ValidationReport report() {
        return new ValidationReport(files, environments, findings);
    }

    private void repository(String name, DirectorySnapshot snapshot) {
        var report = validation.validate(Caller.platform(new Actor(Trigger.CLI.observedBy())), snapshot, progress);
        files += report.files();
        environments += report.environments();
        report.findings().forEach(finding -> findings.add(below(name, finding)));
    }

    private static boolean fitsDefaultLayout(DirectorySnapshot snapshot) {
        var found = snapshot.find(DocumentKind.APP_ENVIRONMENT.fileName());
        return !found.isEmpty()
                && found.stream()
                        .allMatch(path -> path.segments().size() > 1
                                && Platform.DEFAULT
                                        .layout()
                                        .address(folder(path))
                                        .isPresent());
    }

    private static StatePath folder(StatePath file) {
        var value = file.value();
        return StatePath.of(value.substring(0, value.lastIndexOf('/')));
    }

    private void single(String name, Path path) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            file(NamedFile.read(name, path));
        } else {
            files++;
            findings.add(FileValidation.notRegular(name));
        }
    }

    private void file(NamedFile file) {
        files++;
        if (FileValidation.kind(file) == DocumentKind.APP_ENVIRONMENT) {
            environments++;
        }
        findings.addAll(new FileValidation(platform == null ? Platform.DEFAULT : platform).check(file));
        progress.at(files, files);
    }

    /** Refuses a folder without contract files: "valid" would mislead. */
    private static IdpException nothingToCheck(String name, Path path) {
        boolean bare = Files.isRegularFile(path.resolve("HEAD"))
                && Files.isDirectory(path.resolve("objects"))
                && Files.isDirectory(path.resolve("refs"));
        return Problem.of(
                        ProblemCode.USAGE,
                        bare
                                ? "the folder is a bare Git repository; its files are inside its commits"
                                : "the folder contains no platform.yaml, app-env.yaml or release.yaml"
                                        + lookAlikes(path),
                        name,
                        bare
                                ? "check it with `idp validate --state " + name + "`"
                                : "name the work tree of a state repository, or single files, of any name: `idp"
                                        + " validate FILE`")
                .asException();
    }

    /** YAML files of other names, which the user may have meant. */
    private static String lookAlikes(Path folder) {
        var found = ContractSearch.yaml(folder);
        if (found.isEmpty()) {
            return "";
        }
        var shown = found.stream()
                .limit(LOOK_ALIKES)
                .map(file -> Quoted.of(folder.relativize(file).toString()))
                .collect(Collectors.joining(", "));
        return "; files of other names are not checked: " + shown
                + (found.size() > LOOK_ALIKES ? " and " + (found.size() - LOOK_ALIKES) + " more" : "");
    }

    private static Finding below(String name, Finding finding) {
        var location = finding.location();
        return new Finding(
                finding.code(),
                finding.severity(),
                new Location(display(name, Path.of(location.file())), location.line(), location.column()),
                finding.pointer(),
                finding.what(),
                finding.fix());
    }

    private static String display(String name, Path relative) {
        return name.equals(".")
                ? relative.toString()
                : Path.of(name).resolve(relative).toString();
    }
}
