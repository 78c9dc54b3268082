// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.credential.CredentialWriter;
import io.meshcloud.idp.cli.file.InputFile;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates an environment from a file or from flags. */
@Command(
        name = "create",
        description = "Create an environment from a file (-f) or from flags, optionally with its first release.",
        footer = {
            "",
            "Examples:",
            "  idp env create likvid/hello-api/dev -f app-env.yaml --image 1.0.0",
            "  idp env create likvid/hello-api/dev \\",
            "    --tenant likvid --app hello-api --environment dev \\",
            "    --namespace app-likvid-hello-api-dev \\",
            "    --repository harbor.example.tld/likvid/hello-api/dev \\",
            "    --port 8080 --replicas 1 --cpu-request 100m --memory-request 128Mi \\",
            "    --cpu-limit 500m --memory-limit 256Mi"
        })
final class EnvCreateCommand extends RegistryPlaceCommand {
    private static final String DONE = "created";

    @Parameters(
            paramLabel = "ADDRESS",
            description = "The new environment: the slugs of the layout, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The app-env.yaml, committed byte for byte; - reads standard input.")
    private @Nullable String file;

    @Option(
            names = "--image",
            paramLabel = "TAG|DIGEST|REFERENCE",
            description = "The first release, a second commit in the same push.")
    private @Nullable String image;

    @ArgGroup(exclusive = false, heading = "%nFields of app-env.yaml, instead of -f:%n")
    private @Nullable EnvironmentOptions fields;

    @Option(
            names = "--provision",
            description = {
                "Create the registry side first: the project, robot accounts that push and",
                "pull, the rule for immutable tags, the webhook."
            })
    private boolean provision;

    @Option(
            names = "--force",
            description = {
                "Accept a public project at the registry, and an address that ends in the name of another kind of",
                "environment, even if that kind is released by hand."
            })
    private boolean force;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var request = new CreateRequest(
                environment,
                bytes(),
                image == null ? null : ImageChoice.parse(image),
                force,
                change.context(settings()));
        var origin = file == null ? InputOrigin.flags() : InputOrigin.file(file);
        if (provision) {
            return provisioned(request, origin);
        }
        if (describesPlace() || describesAccounts()) {
            throw usage("the options for the registry need --provision");
        }
        return answer(core().environments().create(request), DONE, origin::show);
    }

    @Override
    boolean acceptsPublic() {
        return force;
    }

    private int provisioned(CreateRequest request, InputOrigin origin) {
        var options = options();
        try (var writer = settings().get(AllSettings.DRY_RUN) ? CredentialWriter.withoutFiles() : openWriter()) {
            var creation =
                    guarded(writer, recipient -> core().registryProvisioning().create(request, options, recipient));
            var registry = creation.optionalRegistry()
                    .map(done -> writer.result(done, now()))
                    .orElse(null);
            if (registry == null) {
                console().note("nothing was created at the registry");
            } else {
                remarkOn(registry, console());
            }
            return answer(creation.state(), DONE, origin::show, registry);
        }
    }

    private Bytes bytes() {
        if (file != null) {
            if (fields != null) {
                throw usage("-f and flags for fields exclude each other: the file is complete");
            }
            return InputFile.read(file, context());
        }
        var typed = fields == null ? new EnvironmentOptions() : fields;
        var missing = typed.missing();
        if (!missing.isEmpty()) {
            throw usage("an environment needs -f FILE, or these flags as well: " + String.join(", ", missing));
        }
        return ContractFiles.writeAppEnvironment(typed.environment());
    }
}
