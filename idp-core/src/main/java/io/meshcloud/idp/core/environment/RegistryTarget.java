// SPDX-License-Identifier: Apache-2.0

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
 * The place at a registry that belongs to an environment, as its {@code app-env.yaml} and the platform's settings
 * define it.
 *
 * @param address the environment
 * @param repository the repository that the team pushes to
 * @param namespace the Kubernetes namespace that the images run in
 * @param pullSecret the name of the Kubernetes Secret for pulling; absent if the platform names none
 * @param deployMode how the platform deploys to environments of this kind
 */
public record RegistryTarget(
        EnvironmentAddress address,
        ImageRepository repository,
        String namespace,
        @Nullable String pullSecret,
        DeployMode deployMode) {
    public RegistryTarget {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(deployMode, "released");
    }

    static RegistryTarget of(EnvironmentAddress address, AppEnvironment environment, Platform platform) {
        var kind = environment.metadata().environment();
        return new RegistryTarget(
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
