// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageRepository;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contract of one application environment, {@code app-env.yaml}: where it runs, which repository it tracks, and the
 * runtime settings that the team may change. It contains no Kubernetes object and no image.
 *
 * <p>Source: ADR-004, "Deployment Configuration Contract" and the appendix.
 */
public record AppEnvironment(
        Metadata metadata,
        Target target,
        Registry registry,
        RuntimeShape runtime,
        @Nullable Ingress ingress,
        Config config,
        @Nullable Track track) {

    public AppEnvironment {
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(config, "config");
    }

    /**
     * The identity of the environment.
     *
     * @param name a name for people, unique within its tenant
     * @param tenant the team
     * @param app the application
     * @param environment the kind, one of the platform's environments, such as {@code dev} or {@code prod}
     * @param displayNames names for presentation only
     */
    public record Metadata(
            @Nullable String name,
            Slug tenant,
            Slug app,
            Slug environment,
            @Nullable DisplayNames displayNames) {}

    /** Names for people. They change no behaviour. */
    public record DisplayNames(
            @Nullable String workspace,
            @Nullable String project,
            @Nullable String tenant) {}

    /**
     * Where the application runs. The platform controls these values.
     *
     * @param namespace a DNS-1123 label that starts with {@code app-}
     * @param cluster one of the platform's clusters; absent if the platform has only one
     */
    public record Target(String namespace, @Nullable String cluster) {}

    /**
     * The mapping from a registry repository to this environment.
     *
     * @param provider informational; the registry's URL decides which client is used
     * @param repository the repository whose pushes are for this environment
     * @param deployMode absent means the platform's mode for the environment
     */
    public record Registry(
            @Nullable Provider provider,
            ImageRepository repository,
            @Nullable DeployMode deployMode) {
        public Optional<DeployMode> optionalDeployMode() {
            return Optional.ofNullable(deployMode);
        }
    }

    /** The kind of registry. */
    public enum Provider {
        HARBOR("harbor"),
        OCI("oci");

        private final String word;

        Provider(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** The runtime settings that the team may change. */
    public record RuntimeShape(Service service, int replicas, Resources resources) {}

    /**
     * @param port 1 to 65535
     * @param protocol absent means {@code http}
     */
    public record Service(int port, @Nullable Protocol protocol) {}

    /** The protocol of the port. */
    public enum Protocol {
        HTTP("http"),
        GRPC("grpc");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Requests and limits of each replica. A request never exceeds its limit. */
    public record Resources(Amounts requests, Amounts limits) {}

    /** The amounts of the two resources of the contract. */
    public record Amounts(Quantity cpu, Quantity memory) {}

    /**
     * How the application is reachable from outside the cluster.
     *
     * @param host present if the ingress is enabled
     * @param path absolute; absent means {@code /}
     * @param tls absent means the platform's choice
     */
    public record Ingress(
            boolean enabled,
            @Nullable String host,
            @Nullable String path,
            @Nullable Boolean tls) {}

    /**
     * The configuration of the application (twelve-factor).
     *
     * @param env in the order of the file, with unique names
     * @param buildingBlocks unique references in the order of the file
     */
    public record Config(List<EnvironmentVariable> env, List<Slug> buildingBlocks) {
        /** No variable and no building block. */
        public static final Config EMPTY = new Config(List.of(), List.of());

        public Config {
            env = List.copyOf(env);
            buildingBlocks = List.copyOf(buildingBlocks);
        }
    }

    /** A non-secret variable. */
    public record EnvironmentVariable(String name, String value) {}

    /** The release channel; informational in v1. */
    public enum Track {
        STABLE("stable"),
        CANARY("canary");

        private final String word;

        Track(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
