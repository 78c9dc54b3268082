package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.ImageRepository;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The human-readable platform contract of one application environment, {@code app-env.yaml}: where it runs, which
 * repository it tracks, and the shape of its runtime that a team may choose. It holds no Kubernetes object and no image.
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
     * Who and what the environment is.
     *
     * @param name a name for people, unique within its tenant
     * @param tenant the team
     * @param app the application
     * @param environment one of the platform's set, such as {@code dev} or {@code prod}
     * @param displayNames presentation only
     */
    public record Metadata(
            @Nullable String name,
            Slug tenant,
            Slug app,
            Slug environment,
            @Nullable DisplayNames displayNames) {}

    /** Names for people, which change no behaviour. */
    public record DisplayNames(
            @Nullable String workspace,
            @Nullable String project,
            @Nullable String tenant) {}

    /**
     * The boundary that the platform controls.
     *
     * @param namespace a DNS-1123 label that starts with {@code app-}
     * @param cluster one of the platform's; absent means its only one
     */
    public record Target(String namespace, @Nullable String cluster) {}

    /**
     * The mapping from a registry repository to this environment.
     *
     * @param provider a declaration for people; the client is chosen by the registry's URL
     * @param repository whose pushes concern this environment
     * @param deployMode absent means the platform's default for the environment
     */
    public record Registry(
            @Nullable Provider provider,
            ImageRepository repository,
            @Nullable DeployMode deployMode) {
        public Optional<DeployMode> optionalDeployMode() {
            return Optional.ofNullable(deployMode);
        }
    }

    /** What the registry calls itself. */
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

    /** What the team may shape. */
    public record RuntimeShape(Service service, int replicas, Resources resources) {}

    /**
     * @param port 1 to 65535
     * @param protocol absent means {@code http}
     */
    public record Service(int port, @Nullable Protocol protocol) {}

    /** How the port is spoken to. */
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

    /** Requests never exceed limits. */
    public record Resources(Amounts requests, Amounts limits) {}

    /** An amount of each of the two resources that the contract knows. */
    public record Amounts(Quantity cpu, Quantity memory) {}

    /**
     * Exposure to the outside.
     *
     * @param host required when enabled
     * @param path absolute; absent means {@code /}
     * @param tls absent means the platform's choice
     */
    public record Ingress(
            boolean enabled,
            @Nullable String host,
            @Nullable String path,
            @Nullable Boolean tls) {}

    /**
     * Twelve-factor configuration.
     *
     * @param env in the file's order, names unique
     * @param buildingBlocks references in the file's order, unique
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
