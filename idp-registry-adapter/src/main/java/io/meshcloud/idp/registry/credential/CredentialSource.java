package io.meshcloud.idp.registry.credential;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where credentials for registries come from. Asked only when a registry demands some, and never for another host. */
public interface CredentialSource {

    /**
     * The credential for a registry.
     *
     * @param host as the image's reference has it, with its port
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION} when what is configured for the
     *     host cannot be used
     */
    Optional<Credential> find(String host);

    /**
     * Refuses, as {@link #find} does, what can be seen to be wrong without asking anything outside this process; called
     * before the first request, because a public image would hide the mistake.
     */
    default void verify(String host) {}

    /** No credentials for anybody. */
    static CredentialSource none() {
        return host -> Optional.empty();
    }

    /**
     * The variables {@code IDP_REGISTRY_<HOST>_USER} and {@code _PASSWORD}, and where they are not set Docker's
     * {@code config.json}.
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
            public void verify(String host) {
                variables.find(host);
            }
        };
    }
}
