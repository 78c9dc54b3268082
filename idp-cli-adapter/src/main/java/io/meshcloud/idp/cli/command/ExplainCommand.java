// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ExplanationText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.release.ImageChoice;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains why an environment runs its image. */
@Command(
        name = "explain",
        description = "Explain why an environment runs its image and what automation would do now; write nothing.",
        footer = {
            "",
            "The exit code is 0 for every answer, and 6 when the registry could not be asked.",
            "",
            "Example:",
            "  idp explain likvid/hello-api/dev --image 1.2.3"
        })
final class ExplainCommand extends Subcommand {
    @Parameters(paramLabel = "ADDRESS", description = "The environment, for example likvid/hello-api/dev.")
    private String address = "";

    @Option(
            names = "--image",
            paramLabel = "TAG|DIGEST|REFERENCE",
            description = "Explain also whether a person could release this image.")
    private @Nullable String image;

    @Override
    public Integer call() {
        var environment = EnvironmentAddress.parse(address);
        var context = new RequestContext(
                Caller.platform(Actor.parse(settings().get(AllSettings.ACTOR))),
                Trigger.CLI,
                null,
                RequestId.random(),
                true);
        var explanation =
                core().explanations().explain(environment, image == null ? null : ImageChoice.parse(image), context);
        var result = Views.of(environment, explanation);
        var console = console();
        Stream.of(Optional.ofNullable(result.automation()), Optional.ofNullable(result.image()))
                .flatMap(Optional::stream)
                .flatMap(one -> one.warnings().stream())
                .distinct()
                .forEach(console::warning);
        console.result(() -> ExplanationText.of(result, image), result);
        return explanation
                .failure()
                .map(problem -> ExitCodes.of(problem.kind()))
                .orElse(ExitCodes.DONE);
    }
}
