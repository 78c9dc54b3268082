// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A source of credentials for registries. It is used only when a registry demands credentials, and only for that host.
 */
public interface CredentialSource {

    /**
     * The credential for a registry; empty if none is configured.
     *
     * @param host the registry's host in references, with its port
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION} when the configuration for the
     *     host is invalid
     */
    Optional<Credential> find(String host);

    /**
     * The credential for a repository; that of its host, unless the source has one for a part of the registry.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException as {@link #find(String)}
     */
    default Optional<Credential> find(ImageRepository repository) {
        return find(repository.host());
    }

    /**
     * A name for the account of a repository: repositories with the same account name have the same credential. Runs no
     * other program.
     */
    default String account(ImageRepository repository) {
        return repository.host();
    }

    /**
     * Throws like {@link #find(String)} for errors that can be detected without files and other processes. Called
     * before the first request, because requests for public images would succeed and hide the error.
     */
    default void verify(String host) {}

    /** A source without credentials. */
    static CredentialSource none() {
        return host -> Optional.empty();
    }

    /**
     * The variables {@code IDP_REGISTRY_<HOST>_USER} and {@code _PASSWORD}, else the files of Docker and podman.
     *
     * @param environment the process's variables
     * @param home the user's home folder
     */
    static CredentialSource standard(Map<String, String> environment, Path home) {
        var variables = new EnvironmentCredentials(environment);
        var docker = DockerCredentials.of(environment, home);
        return new CredentialSource() {
            @Override
            public Optional<Credential> find(String host) {
                return variables.find(host).or(() -> docker.find(host));
            }

            @Override
            public Optional<Credential> find(ImageRepository repository) {
                return variables.find(repository).or(() -> docker.find(repository));
            }

            @Override
            public String account(ImageRepository repository) {
                return variables.find(repository).isPresent() ? repository.host() : docker.account(repository);
            }

            @Override
            public void verify(String host) {
                variables.find(host);
            }
        };
    }
}
