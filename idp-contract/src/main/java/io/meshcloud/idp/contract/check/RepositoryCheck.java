// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.ArrayList;
import java.util.Collection;
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
 * belongs to one workspace.
 */
public final class RepositoryCheck {
    private static final String CHANGE_ONE = "change one of them, or retire one environment";

    private final Map<EnvironmentAddress, Document<AppEnvironment>> environments;
    private final Map<EnvironmentAddress, UniqueKeys> claims = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private RepositoryCheck(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        this.environments = Map.copyOf(environments);
        environments.forEach((address, document) -> claims.put(address, UniqueKeys.of(document.value())));
    }

    /** All findings, sorted. A conflict is reported in both files, and each finding names the other file. */
    public static List<Finding> check(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        var check = new RepositoryCheck(environments);
        check.unique("spec.registry.repository", "the registry repository", UniqueKeys::repository);
        check.unique("metadata.environment", "tenant, app and environment", UniqueKeys::identity);
        check.unique("metadata.name", "the name within its tenant", UniqueKeys::name);
        check.unique("spec.ingress.host", "host and path", UniqueKeys::exposure);
        check.namespaces();
        return check.findings.stream().sorted().toList();
    }

    private void unique(String pointer, String subject, Function<UniqueKeys, @Nullable String> key) {
        byKey(key).forEach((value, addresses) -> {
            for (var address : addresses) {
                other(addresses, candidate -> !candidate.equals(address))
                        .ifPresent(other -> refuse(
                                address,
                                pointer,
                                subject + " " + Quoted.of(value) + " is also used by " + place(other, pointer),
                                CHANGE_ONE));
            }
        });
    }

    private void namespaces() {
        var pointer = "spec.target.namespace";
        byKey(UniqueKeys::namespace).forEach((namespace, addresses) -> {
            // One address per workspace, because a namespace may contain thousands of environments.
            var workspaces = new LinkedHashMap<Object, EnvironmentAddress>();
            addresses.forEach(address -> workspaces.putIfAbsent(workspace(address), address));
            for (var address : addresses) {
                other(workspaces.values(), candidate -> !workspace(candidate).equals(workspace(address)))
                        .ifPresent(other -> refuse(
                                address,
                                pointer,
                                "the namespace " + Quoted.of(namespace) + " is also used by " + place(other, pointer)
                                        + ", in another workspace",
                                "a namespace belongs to one workspace: choose another namespace for one of them"));
            }
        });
    }

    private static Object workspace(EnvironmentAddress address) {
        return address.segments().get(0);
    }

    private Map<String, List<EnvironmentAddress>> byKey(Function<UniqueKeys, @Nullable String> key) {
        var groups = new LinkedHashMap<String, List<EnvironmentAddress>>();
        claims.forEach((address, claimed) -> {
            var value = key.apply(claimed);
            if (value != null) {
                groups.computeIfAbsent(value, any -> new ArrayList<>()).add(address);
            }
        });
        return groups;
    }

    private static Optional<EnvironmentAddress> other(
            Collection<EnvironmentAddress> group, Predicate<EnvironmentAddress> conflict) {
        return group.stream().filter(conflict).findFirst();
    }

    private String place(EnvironmentAddress address, String pointer) {
        return address + " (" + document(address).locate(pointer) + ")";
    }

    private Document<AppEnvironment> document(EnvironmentAddress address) {
        return Objects.requireNonNull(environments.get(address));
    }

    private void refuse(EnvironmentAddress address, String pointer, String what, String fix) {
        findings.add(Finding.error(ProblemCode.NOT_UNIQUE, document(address).locate(pointer), pointer, what, fix));
    }
}
