package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.image.TagPattern;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own settings, {@code platform/platform.yaml}: what may be named, how much, and the switches. They are
 * read at decision time from the same snapshot as the environment. An absent list or limit restricts nothing; an empty
 * list allows nothing.
 *
 * @param environments the platform-defined set by name
 * @param registries hosts, or host and path prefixes, that environments may track; absent allows any
 * @param clusters by name; absent allows any name
 */
public record Platform(
        Layout layout,
        Map<Slug, EnvironmentRules> environments,
        @Nullable List<String> registries,
        @Nullable Map<String, Cluster> clusters,
        Limits limits,
        IngressRules ingress,
        Namespaces namespaces,
        Identities identities,
        Map<Slug, BuildingBlock> buildingBlocks,
        @Nullable BuildingBlock defaultBuildingBlock,
        @Nullable String imagePullSecret,
        @Nullable List<EgressRule> egress,
        Releases releases) {

    /** What holds where a state repository has no {@code platform.yaml}. */
    public static final Platform DEFAULT = new Platform(
            Layout.DEFAULT,
            EnvironmentRules.DEFAULT_SET,
            null,
            null,
            Limits.NONE,
            IngressRules.DEFAULT,
            Namespaces.DEFAULT,
            Identities.DEFAULT,
            Map.of(),
            null,
            null,
            null,
            Releases.DEFAULT);

    public Platform {
        Objects.requireNonNull(layout, "layout");
        environments = Collections.unmodifiableMap(new TreeMap<>(environments));
        registries = registries == null ? null : List.copyOf(registries);
        clusters = clusters == null ? null : Collections.unmodifiableMap(new TreeMap<>(clusters));
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(ingress, "ingress");
        Objects.requireNonNull(namespaces, "namespaces");
        Objects.requireNonNull(identities, "identities");
        buildingBlocks = Collections.unmodifiableMap(new TreeMap<>(buildingBlocks));
        egress = egress == null ? null : List.copyOf(egress);
        Objects.requireNonNull(releases, "releases");
    }

    /** The rules of an environment kind; empty if the platform does not define it. */
    public Optional<EnvironmentRules> rules(Slug environment) {
        return Optional.ofNullable(environments.get(environment));
    }

    /** The mode that holds for an environment: its own, else its kind's default. */
    public DeployMode deployMode(AppEnvironment environment) {
        return environment
                .registry()
                .optionalDeployMode()
                .or(() -> rules(environment.metadata().environment()).map(EnvironmentRules::deployMode))
                .orElse(DeployMode.MANUAL);
    }

    /**
     * @param deployMode where an environment declares none
     * @param tags which tags automation takes; absent takes all
     * @param promoteFrom the environments from which an image may be promoted here; absent allows any, empty none
     */
    public record EnvironmentRules(
            DeployMode deployMode,
            @Nullable TagPattern tags,
            @Nullable Set<Slug> promoteFrom,
            WriteMode write) {
        /** The ADR's set: dev and staging auto, prod manual. */
        public static final Map<Slug, EnvironmentRules> DEFAULT_SET = Map.of(
                Slug.parse("dev"), of(DeployMode.AUTO),
                Slug.parse("staging"), of(DeployMode.AUTO),
                Slug.parse("prod"), of(DeployMode.MANUAL));

        public EnvironmentRules {
            Objects.requireNonNull(deployMode, "deployMode");
            promoteFrom = promoteFrom == null ? null : Set.copyOf(promoteFrom);
            Objects.requireNonNull(write, "write");
        }

        public boolean allowsPromotionFrom(Slug environment) {
            return promoteFrom == null || promoteFrom.contains(environment);
        }

        /** The mode of an environment for which the platform writes none: manual where the ADR names none. */
        public static DeployMode defaultMode(Slug environment) {
            var rules = DEFAULT_SET.get(environment);
            return rules == null ? DeployMode.MANUAL : rules.deployMode();
        }

        static EnvironmentRules of(DeployMode mode) {
            return new EnvironmentRules(mode, null, null, WriteMode.DIRECT);
        }
    }

    /** How a release reaches the branch. */
    public enum WriteMode {
        DIRECT("direct"),
        PULL_REQUEST("pull-request");

        private final String word;

        WriteMode(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * @param server the Kubernetes API's URL
     * @param argocd Argo CD's URL, for status
     */
    public record Cluster(@Nullable String server, @Nullable String argocd) {}

    /** The most that one environment may ask for; absent parts are not limited. */
    public record Limits(
            @Nullable Integer replicas,
            @Nullable Quantity cpu,
            @Nullable Quantity memory) {
        public static final Limits NONE = new Limits(null, null, null);
    }

    /**
     * @param hosts allowed host suffixes; absent allows any
     */
    public record IngressRules(
            IngressKind kind,
            @Nullable String className,
            @Nullable String gateway,
            @Nullable String clusterIssuer,
            @Nullable List<String> hosts) {
        public static final IngressRules DEFAULT = new IngressRules(IngressKind.INGRESS, null, null, null, null);

        public IngressRules {
            Objects.requireNonNull(kind, "kind");
            hosts = hosts == null ? null : List.copyOf(hosts);
        }
    }

    /** Which Kubernetes API exposes an environment. */
    public enum IngressKind {
        INGRESS("ingress"),
        GATEWAY("gateway");

        private final String word;

        IngressKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * @param prefix that of application namespaces; starts with {@code app-}
     */
    public record Namespaces(ManagedBy managedBy, String prefix) {
        public static final Namespaces DEFAULT = new Namespaces(ManagedBy.PLATFORM, "app-");
    }

    /** Who makes namespaces. */
    public enum ManagedBy {
        PLATFORM("platform"),
        EXTERNAL("external");

        private final String word;

        ManagedBy(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * Who may touch namespaces. An absent list means the documented default, an empty one nobody.
     *
     * @param serviceAccounts each {@code namespace:name}
     */
    public record Identities(
            @Nullable List<String> users,
            @Nullable List<String> groups,
            @Nullable List<String> serviceAccounts) {
        public static final Identities DEFAULT = new Identities(null, null, null);

        public Identities {
            users = users == null ? null : List.copyOf(users);
            groups = groups == null ? null : List.copyOf(groups);
            serviceAccounts = serviceAccounts == null ? null : List.copyOf(serviceAccounts);
        }
    }

    /** How a building block's reference resolves: a Secret of the cluster, or an ExternalSecret from a store. */
    public record BuildingBlock(
            @Nullable String secret, @Nullable String externalSecretStore) {}

    /**
     * @param cidr a network that workloads may reach
     * @param ports empty means every port
     */
    public record EgressRule(String cidr, List<Integer> ports) {
        public EgressRule {
            ports = List.copyOf(ports);
        }
    }

    /**
     * @param deployOnPush whether automation deploys at all
     * @param digestRequired whether a {@code release.yaml} with a tag only is an error
     * @param stopped the reason for which releases are stopped; absent when they are not
     */
    public record Releases(
            boolean deployOnPush,
            boolean digestRequired,
            List<Freeze> freezes,
            @Nullable String stopped) {
        public static final Releases DEFAULT = new Releases(false, true, List.of(), null);

        public Releases {
            freezes = List.copyOf(freezes);
        }
    }

    /**
     * A time without releases; a rollback stays possible.
     *
     * @param start the first moment, wall clock in {@code zone}
     * @param end the first moment after it
     * @param environments absent means all
     */
    public record Freeze(
            LocalDateTime start,
            LocalDateTime end,
            ZoneId zone,
            @Nullable Set<Slug> environments) {
        public Freeze {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(zone, "zone");
            environments = environments == null ? null : Set.copyOf(environments);
        }
    }
}
