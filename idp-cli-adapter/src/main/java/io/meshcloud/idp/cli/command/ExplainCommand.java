// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.ExitCodes;
import io.meshcloud.idp.cli.output.ExplanationText;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.automation.Explanation;
import io.meshcloud.idp.core.environment.ImagePresence;
import io.meshcloud.idp.core.image.ImageChoice;
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
            "The exit code is 0 for every answer, and 6 when Git or the registry could not be asked.",
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
                Caller.platform(settings().requireActor()), Trigger.CLI, null, RequestId.random(), true);
        Explanation explanation;
        try {
            explanation = core().explanations()
                    .explain(environment, image == null ? null : ImageChoice.parse(image), context);
        } catch (IdpException e) {
            return unanswered(e);
        }
        var presence = explanation.failure().isEmpty() ? presence(environment) : Optional.<ImagePresence>empty();
        var result = views().of(environment, explanation, presence);
        var console = console();
        Stream.of(Optional.ofNullable(result.automation()), Optional.ofNullable(result.image()))
                .flatMap(Optional::stream)
                .flatMap(one -> one.warnings().stream())
                .distinct()
                .forEach(console::warning);
        presence.flatMap(EnvShowCommand::warning).ifPresent(console::warning);
        console.result(() -> ExplanationText.of(result, image), result);
        explanation.failure().ifPresent(console::problem);
        return explanation.failure().isPresent() ? ExitCodes.of(ProblemKind.UNAVAILABLE) : ExitCodes.DONE;
    }

    /** Empty if nothing runs, also in an environment that was retired. */
    private Optional<ImagePresence> presence(EnvironmentAddress environment) {
        var catalog = core().catalog();
        try {
            return catalog.presence(catalog.show(reader(), environment));
        } catch (IdpException e) {
            return e.problem().code() == ProblemCode.ENVIRONMENT_NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(new ImagePresence.Unknown(e.problem()));
        }
    }

    /** Nothing is written here, so a rewritten branch is not a conflict: Git just cannot be asked. */
    private int unanswered(IdpException failure) {
        if (failure.problem().kind() != ProblemKind.CONFLICT) {
            throw failure;
        }
        console().problem(failure.problem());
        return ExitCodes.of(ProblemKind.UNAVAILABLE);
    }
}
