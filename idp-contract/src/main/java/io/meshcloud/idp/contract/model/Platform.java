// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
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
 * The settings of the platform, {@code platform/platform.yaml}: what environments may name, how much they may request,
 * and the switches. Decisions read the settings from the same snapshot as the environment. An absent list or limit
 * restricts nothing; an empty list allows nothing.
 *
 * @param environments the environments of the platform by name
 * @param automation how automation chooses images; the first rule that matches an address applies
 * @param registries hosts, or hosts with the first parts of a path, that environments may track; absent allows any
 * @param clusters by name; absent allows any name
 * @param argocd what generated Argo CD Applications say
 * @param buildingBlocks by reference; absent allows any reference, which is then the name of a Secret
 * @param defaultBuildingBlock resolves all other references; absent allows no others
 */
public record Platform(
        Layout layout,
        Map<Slug, EnvironmentRules> environments,
        List<AutomationRule> automation,
        @Nullable List<String> registries,
        @Nullable Map<String, Cluster> clusters,
        Limits limits,
        ArgoCd argocd,
        IngressRules ingress,
        Namespaces namespaces,
        Identities identities,
        @Nullable Map<Slug, BuildingBlock> buildingBlocks,
        @Nullable BuildingBlock defaultBuildingBlock,
        @Nullable String imagePullSecret,
        @Nullable List<EgressRule> egress,
        Releases releases) {

    /** The settings of a state repository without a {@code platform.yaml}. */
    public static final Platform DEFAULT = new Platform(
            Layout.DEFAULT,
            EnvironmentRules.DEFAULT_SET,
            List.of(),
            null,
            null,
            Limits.NONE,
            ArgoCd.DEFAULT,
            IngressRules.DEFAULT,
            Namespaces.DEFAULT,
            Identities.DEFAULT,
            null,
            null,
            null,
            null,
            Releases.DEFAULT);

    public Platform {
        Objects.requireNonNull(layout, "layout");
        environments = Collections.unmodifiableMap(new TreeMap<>(environments));
        automation = List.copyOf(automation);
        registries = registries == null ? null : List.copyOf(registries);
        clusters = clusters == null ? null : Collections.unmodifiableMap(new TreeMap<>(clusters));
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(argocd, "argocd");
        Objects.requireNonNull(ingress, "ingress");
        Objects.requireNonNull(namespaces, "namespaces");
        Objects.requireNonNull(identities, "identities");
        buildingBlocks = buildingBlocks == null ? null : Collections.unmodifiableMap(new TreeMap<>(buildingBlocks));
        egress = egress == null ? null : List.copyOf(egress);
        Objects.requireNonNull(releases, "releases");
    }

    /** The same settings with other switches of releases. */
    public Platform with(Releases switches) {
        return new Platform(
                layout,
                environments,
                automation,
                registries,
                clusters,
                limits,
                argocd,
                ingress,
                namespaces,
                identities,
                buildingBlocks,
                defaultBuildingBlock,
                imagePullSecret,
                egress,
                switches);
    }

    /** The rules of an environment kind; empty if the platform does not define it. */
    public Optional<EnvironmentRules> rules(Slug environment) {
        return Optional.ofNullable(environments.get(environment));
    }

    /**
     * How automation chooses among the images of an environment: by the first rule that matches the address. The tags
     * of its kind apply if there is no such rule, or if the rule names no tags.
     */
    public ImageRule imageRule(EnvironmentAddress address, AppEnvironment environment) {
        var kind = environment.metadata().environment();
        var tagsOfKind = rules(kind).map(EnvironmentRules::tags).orElse(null);
        var whereOfKind = "spec.environments." + kind;
        for (int i = 0; i < automation.size(); i++) {
            if (automation.get(i).matches(address)) {
                return ImageRule.of(automation.get(i), "spec.automation[" + i + "]", tagsOfKind, whereOfKind);
            }
        }
        return ImageRule.byTime(tagsOfKind, whereOfKind);
    }

    /** The deploy mode of an environment: its own, else the mode of its kind. */
    public DeployMode deployMode(AppEnvironment environment) {
        return environment
                .registry()
                .optionalDeployMode()
                .or(() -> rules(environment.metadata().environment()).map(EnvironmentRules::deployMode))
                .orElse(DeployMode.MANUAL);
    }

    /** What happens to the workload of a retired environment, by the rules of its kind. */
    public OnRetire onRetire(AppEnvironment environment) {
        var kind = environment.metadata().environment();
        return rules(kind).map(EnvironmentRules::onRetire).orElseGet(() -> EnvironmentRules.defaultOnRetire(kind));
    }

    /**
     * @param deployMode the mode of environments that declare none
     * @param tags the tags that automation takes, if no rule of {@code spec.automation} names some; absent means all
     * @param promoteFrom an image is released here only if it runs, or ran, in one of these environments of the same
     *     app; absent means any image, empty means none
     * @param onRetire what happens to the workload of a retired environment
     */
    public record EnvironmentRules(
            DeployMode deployMode,
            @Nullable TagPattern tags,
            @Nullable Set<Slug> promoteFrom,
            WriteMode write,
            OnRetire onRetire) {
        /**
         * The environments of ADR-004: dev and staging in mode auto, prod in mode manual. The workload of a retired
         * prod goes on running.
         */
        public static final Map<Slug, EnvironmentRules> DEFAULT_SET = Map.of(
                Slug.parse("dev"), of(DeployMode.AUTO, OnRetire.DELETE),
                Slug.parse("staging"), of(DeployMode.AUTO, OnRetire.DELETE),
                Slug.parse("prod"), of(DeployMode.MANUAL, OnRetire.KEEP));

        public EnvironmentRules {
            Objects.requireNonNull(deployMode, "deployMode");
            promoteFrom = promoteFrom == null ? null : Set.copyOf(promoteFrom);
            Objects.requireNonNull(write, "write");
            Objects.requireNonNull(onRetire, "onRetire");
        }

        public boolean allowsPromotionFrom(Slug environment) {
            return promoteFrom == null || promoteFrom.contains(environment);
        }

        /** The mode of an environment for which the platform sets none: manual, unless ADR-004 names another. */
        public static DeployMode defaultMode(Slug environment) {
            var rules = DEFAULT_SET.get(environment);
            return rules == null ? DeployMode.MANUAL : rules.deployMode();
        }

        /** What happens on retire where the platform sets nothing: the workload of prod is kept, any other deleted. */
        public static OnRetire defaultOnRetire(Slug environment) {
            var rules = DEFAULT_SET.get(environment);
            return rules == null ? OnRetire.DELETE : rules.onRetire();
        }

        private static EnvironmentRules of(DeployMode mode, OnRetire onRetire) {
            return new EnvironmentRules(mode, null, null, WriteMode.DIRECT, onRetire);
        }
    }

    /** What happens to the workload of an environment when it is retired. */
    public enum OnRetire {
        /** Argo CD removes the workload together with its Application. */
        DELETE("delete"),
        /** The workload goes on running until somebody removes it. */
        KEEP("keep");

        private final String word;

        OnRetire(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** How a release is written to the branch. */
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
     * @param server the URL of the Kubernetes API
     * @param argocd the URL of Argo CD, for the deployment status
     */
    public record Cluster(@Nullable String server, @Nullable String argocd) {}

    /**
     * What generated Argo CD Applications say.
     *
     * @param namespace the namespace of Argo CD, in which its Applications are
     * @param repository the state repository as Argo CD reaches it, without a password; absent if no Argo CD files are
     *     generated
     * @param revision the branch, tag or commit that Argo CD follows; {@code HEAD} is the default branch
     */
    public record ArgoCd(String namespace, @Nullable String repository, String revision) {
        public static final ArgoCd DEFAULT = new ArgoCd("argocd", null, "HEAD");

        public ArgoCd {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(revision, "revision");
        }
    }

    /** The maximum that one environment may request; an absent component is not limited. */
    public record Limits(
            @Nullable Integer replicas,
            @Nullable Quantity cpu,
            @Nullable Quantity memory) {
        public static final Limits NONE = new Limits(null, null, null);
    }

    /**
     * @param hosts the domains under which hosts are allowed; absent means any
     * @param hostsBelongTo who owns a host with all its paths
     */
    public record IngressRules(
            IngressKind kind,
            @Nullable String className,
            @Nullable String gateway,
            @Nullable String clusterIssuer,
            @Nullable List<String> hosts,
            HostOwner hostsBelongTo) {
        public static final IngressRules DEFAULT =
                new IngressRules(IngressKind.INGRESS, null, null, null, null, HostOwner.APP);

        public IngressRules {
            Objects.requireNonNull(kind, "kind");
            hosts = hosts == null ? null : List.copyOf(hosts);
            Objects.requireNonNull(hostsBelongTo, "hostsBelongTo");
        }
    }

    /**
     * Who owns an ingress host. Environments of one owner may share a host on different paths. Environments of another
     * owner may not use any path of the host, so no team receives requests that are meant for another team.
     */
    public enum HostOwner {
        /** The application: all parts of the address except the last. An address of one part is its own owner. */
        APP("app"),
        /** The workspace: the first part of the address. */
        WORKSPACE("workspace");

        private final String word;

        HostOwner(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** The first parts of the address that identify the owner of its host. */
        public List<Slug> of(EnvironmentAddress address) {
            var segments = address.segments();
            int parts = this == APP ? Math.max(1, segments.size() - 1) : 1;
            return segments.subList(0, parts);
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
     * @param prefix the prefix of application namespaces; starts with {@code app-}
     */
    public record Namespaces(ManagedBy managedBy, String prefix) {
        public static final Namespaces DEFAULT = new Namespaces(ManagedBy.PLATFORM, "app-");
    }

    /** Who creates namespaces. */
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
     * Who may change namespaces. An absent list means the documented default, an empty list means none.
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
     * @param deployOnPush whether automation deploys pushed images at all
     * @param digestRequired whether a {@code release.yaml} without a digest is an error
     * @param stopped the reason why releases are stopped; absent if they are not stopped
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
     * A time without releases. Rollbacks are still possible.
     *
     * @param start the first moment of the freeze, as wall-clock time in {@code zone}
     * @param end the first moment after the freeze
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
