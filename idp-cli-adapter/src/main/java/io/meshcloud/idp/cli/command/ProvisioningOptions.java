package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.Surroundings;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.RegistryWish;
import io.meshcloud.idp.core.provisioning.Secret;
import io.meshcloud.idp.core.provisioning.WebhookTarget;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an environment's place at its registry is to be. */
final class ProvisioningOptions {
    private static final String AUTHORIZATION = "IDP_WEBHOOK_AUTHORIZATION";

    @Option(
            names = "--immutable-tags",
            negatable = true,
            description = {
                "Whether a tag may never be moved or deleted once it is pushed;",
                "else only where the platform releases by hand (prod)."
            })
    private @Nullable Boolean immutableTags;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = {
                "Where the registry tells of pushes, with IDP_WEBHOOK_AUTHORIZATION",
                "as its Authorization header; else it tells nobody. Also IDP_WEBHOOK."
            })
    private @Nullable String webhook;

    @Option(
            names = "--valid-days",
            paramLabel = "DAYS",
            converter = OneOrMore.class,
            description = "How long new robot accounts are good for; else for ever.")
    private @Nullable Integer validDays;

    @Nullable
    String webhook() {
        return webhook;
    }

    boolean areGiven() {
        return concernsMoreThanAccounts() || validDays != null;
    }

    boolean concernsMoreThanAccounts() {
        return immutableTags != null || webhook != null;
    }

    RegistryWish accountsOnly() {
        return new RegistryWish(null, null, validity());
    }

    RegistryWish wish(Settings settings, Surroundings surroundings) {
        return new RegistryWish(
                immutableTags,
                settings.optionalWebhook()
                        .map(url -> target(url, surroundings.environment()))
                        .orElse(null),
                validity());
    }

    private @Nullable Duration validity() {
        return validDays == null ? null : Duration.ofDays(validDays);
    }

    private static WebhookTarget target(String url, Map<String, String> environment) {
        var authorization = environment.getOrDefault(AUTHORIZATION, "");
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
