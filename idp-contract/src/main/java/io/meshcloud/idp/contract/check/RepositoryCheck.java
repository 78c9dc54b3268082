// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks all environments of a state repository against each other. These values must be unique: the registry
 * repository, the triple tenant/app/environment, the name within its tenant, and the ingress host and path. A namespace
 * belongs to one workspace. A host belongs, with all its paths, to one application or workspace, because the
 * application that serves {@code /login} of a host receives the passwords of its users.
 */
public final class RepositoryCheck {
    private static final String HOST = "spec.ingress.host";
    private static final String CHANGE_ONE = "change one of them, or retire one environment";

    private final Map<EnvironmentAddress, Claimant> environments;
    private final HostOwner owners;
    private final Predicate<EnvironmentAddress> visible;
    private final List<Finding> findings = new ArrayList<>();

    private RepositoryCheck(
            Map<EnvironmentAddress, Claimant> environments, HostOwner owners, Predicate<EnvironmentAddress> visible) {
        this.environments = new TreeMap<>(environments);
        this.owners = owners;
        this.visible = visible;
    }

    /**
     * All findings, sorted. A conflict is reported in both files, and each finding names the other file.
     *
     * @param environments all environments, or those that may conflict
     * @param owners who owns a host
     * @param visible the environments that the findings may name; any other one is "another environment"
     */
    public static List<Finding> check(
            Map<EnvironmentAddress, Claimant> environments, HostOwner owners, Predicate<EnvironmentAddress> visible) {
        var check = new RepositoryCheck(environments, owners, visible);
        check.unique("spec.registry.repository", "the registry repository", UniqueKeys::repository);
        check.unique("metadata.environment", "tenant, app and environment", UniqueKeys::identity);
        check.unique("metadata.name", "the name within its tenant", UniqueKeys::name);
        check.hosts();
        check.namespaces();
        return check.findings.stream().sorted().toList();
    }

    private void unique(String pointer, String subject, Function<UniqueKeys, @Nullable String> key) {
        byKey(key).forEach((value, addresses) -> unique(pointer, subject + " " + Quoted.of(value), addresses));
    }

    private void unique(String pointer, String subject, List<EnvironmentAddress> addresses) {
        for (var address : addresses) {
            other(addresses, address, Function.identity())
                    .ifPresent(other -> refuse(
                            address, pointer, subject + " is also used by " + place(other, pointer), CHANGE_ONE));
        }
    }

    private void hosts() {
        boolean byApp = owners == HostOwner.APP;
        belongsToOne(
                HOST,
                "the host",
                byApp ? "another application" : "another workspace",
                byApp
                        ? "a host and all its paths belong to one application: choose another host, or ask the"
                                + " platform team to let hosts belong to a workspace (spec.ingress.hostsBelongTo)"
                        : "a host and all its paths belong to one workspace: choose another host",
                UniqueKeys::host,
                owners::of);
        byKey(UniqueKeys::exposure).forEach((exposure, addresses) -> {
            var byOwner = new LinkedHashMap<List<Slug>, List<EnvironmentAddress>>();
            addresses.forEach(address -> byOwner.computeIfAbsent(owners.of(address), any -> new ArrayList<>())
                    .add(address));
            // A host has only one owner, whatever the paths are: another owner has to choose another host.
            byOwner.values().forEach(own -> unique(HOST, "host and path " + Quoted.of(exposure), own));
        });
    }

    private void namespaces() {
        belongsToOne(
                "spec.target.namespace",
                "the namespace",
                "another workspace",
                "a namespace belongs to one workspace: choose another namespace for one of them",
                UniqueKeys::namespace,
                HostOwner.WORKSPACE::of);
        byKey(UniqueKeys::namespace).values().forEach(this::kindsInOneNamespace);
    }

    /** Only a warning: a small platform may want it, and existing environments cannot simply move. */
    private void kindsInOneNamespace(List<EnvironmentAddress> addresses) {
        var pointer = "spec.target.namespace";
        var owning = new LinkedHashMap<String, EnvironmentAddress>();
        addresses.forEach(address -> owning.putIfAbsent(kind(address), address));
        for (var address : addresses) {
            other(owning.values(), address, this::kind)
                    .ifPresent(other -> findings.add(Finding.warning(
                            ProblemCode.NOT_UNIQUE,
                            locate(address, pointer),
                            pointer,
                            "the namespace is shared with " + place(other, pointer)
                                    + (visible.test(other)
                                            ? ", an environment of the kind " + Quoted.of(kind(other))
                                            : " of another kind")
                                    + ": each can reach the other's Secrets",
                            "use a namespace of its own for each kind of environment")));
        }
    }

    /** The kind, which is the last part of the identity; empty if the file names none. */
    private String kind(EnvironmentAddress address) {
        var identity =
                Objects.requireNonNull(environments.get(address)).claims().identity();
        return identity == null ? "" : identity.substring(identity.lastIndexOf('/') + 1);
    }

    private void belongsToOne(
            String pointer,
            String subject,
            String where,
            String fix,
            Function<UniqueKeys, @Nullable String> key,
            Function<EnvironmentAddress, List<Slug>> owner) {
        byKey(key).forEach((value, addresses) -> {
            // One address per owner, because thousands of environments may share the value.
            var owning = new LinkedHashMap<List<Slug>, EnvironmentAddress>();
            addresses.forEach(address -> owning.putIfAbsent(owner.apply(address), address));
            for (var address : addresses) {
                other(owning.values(), address, owner)
                        .ifPresent(other -> refuse(
                                address,
                                pointer,
                                subject + " " + Quoted.of(value) + " is also used by " + place(other, pointer) + ", in "
                                        + where,
                                fix));
            }
        });
    }

    private Map<String, List<EnvironmentAddress>> byKey(Function<UniqueKeys, @Nullable String> key) {
        var groups = new LinkedHashMap<String, List<EnvironmentAddress>>();
        environments.forEach((address, claimant) -> {
            var value = key.apply(claimant.claims());
            if (value != null) {
                groups.computeIfAbsent(value, any -> new ArrayList<>()).add(address);
            }
        });
        return groups;
    }

    private static <T> Optional<EnvironmentAddress> other(
            Iterable<EnvironmentAddress> group, EnvironmentAddress address, Function<EnvironmentAddress, T> owner) {
        for (var candidate : group) {
            if (!owner.apply(candidate).equals(owner.apply(address))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private String place(EnvironmentAddress address, String pointer) {
        return visible.test(address) ? address + " (" + locate(address, pointer) + ")" : "another environment";
    }

    private Location locate(EnvironmentAddress address, String pointer) {
        return Objects.requireNonNull(environments.get(address)).locate().apply(pointer);
    }

    private void refuse(EnvironmentAddress address, String pointer, String what, String fix) {
        findings.add(Finding.error(ProblemCode.NOT_UNIQUE, locate(address, pointer), pointer, what, fix));
    }
}
