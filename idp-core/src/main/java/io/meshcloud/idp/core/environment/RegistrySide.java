package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Platform.EnvironmentRules;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an environment's contract and the platform's settings say of its registry.
 *
 * @param repository where the team pushes
 * @param namespace where the cluster pulls for
 * @param pullSecret what the platform calls the Kubernetes Secret to pull with; absent if it names none
 * @param released how the platform releases environments of this kind
 */
public record RegistrySide(
        EnvironmentAddress address,
        ImageRepository repository,
        String namespace,
        @Nullable String pullSecret,
        DeployMode released) {
    public RegistrySide {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(released, "released");
    }

    static RegistrySide of(EnvironmentAddress address, AppEnvironment environment, Platform platform) {
        var kind = environment.metadata().environment();
        return new RegistrySide(
                address,
                environment.registry().repository(),
                environment.target().namespace(),
                platform.imagePullSecret(),
                platform.rules(kind).map(EnvironmentRules::deployMode).orElse(DeployMode.MANUAL));
    }

    public Optional<String> optionalPullSecret() {
        return Optional.ofNullable(pullSecret);
    }
}
