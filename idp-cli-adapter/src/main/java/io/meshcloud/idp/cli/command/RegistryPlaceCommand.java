// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.AllSettings;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.ProvisioningOptions;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** A command that creates an environment's registry side: project, accounts, rules and webhook. */
abstract class RegistryPlaceCommand extends RegistryCommand {
    @ArgGroup(exclusive = false, heading = "%nThe project at the registry:%n")
    private @Nullable PlaceOptions place;

    final boolean describesPlace() {
        return place != null || flags().contains(AllSettings.WEBHOOK);
    }

    final ProvisioningOptions options() {
        return new ProvisioningOptions(
                place == null ? null : place.immutableTags(),
                place == null ? null : place.quota(),
                settings().find(AllSettings.WEBHOOK).map(this::target).orElse(null),
                validity(),
                acceptsPublic());
    }

    /** Whether a project whose images everybody may read is accepted, whatever the kind of the environment. */
    abstract boolean acceptsPublic();

    private WebhookTarget target(String url) {
        var authorization = settings()
                .find(AllSettings.WEBHOOK_AUTHORIZATION)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.INVALID_CONFIGURATION,
                                "a webhook needs a secret: IDP_WEBHOOK_AUTHORIZATION is not set",
                                "",
                                "set it to what the registry is to send as its Authorization header, or omit the"
                                        + " webhook")
                        .asException());
        return new WebhookTarget(url, authorization);
    }
}
