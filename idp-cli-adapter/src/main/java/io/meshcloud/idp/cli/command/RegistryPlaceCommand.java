package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.ProvisioningOptions;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** A command that makes an environment's whole place at its registry. */
abstract class RegistryPlaceCommand extends RegistryCommand {
    private static final String AUTHORIZATION = "IDP_WEBHOOK_AUTHORIZATION";

    @ArgGroup(exclusive = false, heading = "%nThe place at the registry:%n")
    private @Nullable PlaceOptions place;

    @Override
    final Flags flags() {
        return place == null ? super.flags() : super.flags().withWebhook(place.webhook());
    }

    final boolean describesPlace() {
        return place != null;
    }

    final ProvisioningOptions options() {
        return new ProvisioningOptions(
                place == null ? null : place.immutableTags(),
                place == null ? null : place.quota(),
                settings().optionalWebhook().map(this::target).orElse(null),
                validity());
    }

    private WebhookTarget target(String url) {
        var authorization = surroundings().environment().getOrDefault(AUTHORIZATION, "");
        if (authorization.isBlank()) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "a webhook without a secret would be believed by nobody: " + AUTHORIZATION + " is not set",
                            "",
                            "set it to what the registry is to send as its Authorization header, or leave the webhook away")
                    .asException();
        }
        return new WebhookTarget(url, Secret.of(authorization));
    }
}
