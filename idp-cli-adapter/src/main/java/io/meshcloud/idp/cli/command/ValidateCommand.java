// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.file.InputFile;
import io.meshcloud.idp.cli.file.LocalFile;
import io.meshcloud.idp.cli.output.Console;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ValidationText;
import io.meshcloud.idp.cli.validation.DiskValidation;
import io.meshcloud.idp.cli.wiring.Services;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.core.validate.ValidationReport;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.view.PlatformView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks files, folders or the state repository and reports every finding. */
@Command(
        name = "validate",
        description = "Check files, folders, or with no argument the state repository; print every finding.",
        footer = {
            "",
            "A folder with platform/platform.yaml is checked as a whole state repository.",
            "A single file needs no state repository; its kind is read from the file."
        })
final class ValidateCommand extends Subcommand {
    private static final int PROGRESS_STEP = 50;

    @Parameters(paramLabel = "FILE|DIR", arity = "0..*", description = "What to check. Default: the state repository.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--platform",
            paramLabel = "FILE",
            description = "The platform's settings to check against. Default: the built-in defaults.")
    private @Nullable String platform;

    @Option(
            names = "--images",
            description = {
                "Also ask the registries: whether each running image can be pulled, and whether the",
                "repositories of the other environments have images. For the state repository only."
            })
    private boolean images;

    @Override
    public Integer call() {
        var console = console();
        var report = report(progress(console));
        console.progress("");
        var result = views().of(report);
        console.result(() -> ValidationText.of(result), result);
        return report.failure().map(ExitCodes::of).orElse(ExitCodes.DONE);
    }

    private ValidationReport report(ValidationService.Progress progress) {
        if (targets.isEmpty()) {
            if (platform != null) {
                throw usage("--platform is for files and folders; the state repository has its own settings");
            }
            var validation = core().validation(Services.pushRights(settings(), context()));
            return (images ? validation.with(core().imageCheck()) : validation)
                    .validate(reader(), services().repository().snapshot(), progress);
        }
        if (images) {
            throw usage("--images is for the state repository, so without FILE and DIR");
        }
        if (platform == null) {
            return onDisk(null, progress);
        }
        return readPlatform(platform)
                .match(document -> onDisk(document, progress), findings -> new ValidationReport(1, 0, findings));
    }

    private ValidationReport onDisk(@Nullable Document<Platform> settings, ValidationService.Progress progress) {
        var repositories =
                new ValidationService(Services.pushRights(settings(), context()), PlatformView.withoutHistory());
        var validation = new DiskValidation(repositories, settings == null ? null : settings.value(), progress);
        targets.forEach(target -> validation.check(target, InputFile.path(target, context())));
        return validation.report();
    }

    private ReadResult<Platform> readPlatform(String file) {
        return ContractFiles.readPlatform(file, LocalFile.read(InputFile.path(file, context())));
    }

    private static ValidationService.Progress progress(Console console) {
        return (done, total) -> {
            if (console.showsProgress() && done % PROGRESS_STEP == 0) {
                console.progress("checked " + done + " of " + total);
            }
        };
    }
}
