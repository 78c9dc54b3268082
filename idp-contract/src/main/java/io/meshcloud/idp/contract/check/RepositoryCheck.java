package io.meshcloud.idp.contract.check;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
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

/**
 * What must be unique, or belong together, across all environments of a state repository: the registry repository, the
 * triple tenant/app/environment, the name within its tenant, host and path of the ingress, the workspace of a
 * namespace.
 */
public final class RepositoryCheck {
    private static final String CHANGE_ONE = "change one of them, or retire one environment";

    private final Map<EnvironmentAddress, Document<AppEnvironment>> environments;
    private final List<Finding> findings = new ArrayList<>();

    private RepositoryCheck(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        this.environments = new TreeMap<>(environments);
    }

    /** Every finding, sorted; each names the other place. A clash is reported at both. */
    public static List<Finding> check(Map<EnvironmentAddress, Document<AppEnvironment>> environments) {
        var check = new RepositoryCheck(environments);
        check.unique(
                "spec.registry.repository",
                "the registry repository",
                value -> Optional.of(value.registry().repository().toString()));
        check.unique("metadata.environment", "tenant, app and environment", RepositoryCheck::identity);
        check.unique("metadata.name", "the name within its tenant", RepositoryCheck::name);
        check.unique("spec.ingress.host", "host and path", RepositoryCheck::exposure);
        check.namespaces();
        return check.findings.stream().sorted().toList();
    }

    /** Whether a change of one environment from the one to the other cannot make a clash that was not there before. */
    public static boolean claimsTheSame(AppEnvironment before, AppEnvironment after) {
        return before.registry().repository().equals(after.registry().repository())
                && identity(before).equals(identity(after))
                && name(before).equals(name(after))
                && exposure(before).equals(exposure(after))
                && before.target().namespace().equals(after.target().namespace());
    }

    private static Optional<String> identity(AppEnvironment value) {
        var metadata = value.metadata();
        return Optional.of(metadata.tenant() + "/" + metadata.app() + "/" + metadata.environment());
    }

    private static Optional<String> name(AppEnvironment value) {
        var metadata = value.metadata();
        return Optional.ofNullable(metadata.name()).map(name -> metadata.tenant() + "/" + name);
    }

    private static Optional<String> exposure(AppEnvironment value) {
        return Optional.ofNullable(value.ingress())
                .filter(AppEnvironment.Ingress::enabled)
                .map(ingress -> ingress.host() + path(ingress));
    }

    /** An ingress takes {@code /a} and {@code /a/} for the same prefix. */
    private static String path(AppEnvironment.Ingress ingress) {
        var path = ingress.path() == null ? "/" : ingress.path();
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private void unique(String pointer, String subject, Function<AppEnvironment, Optional<String>> key) {
        byKey(key).forEach((value, addresses) -> {
            for (var address : addresses) {
                other(addresses, candidate -> !candidate.equals(address))
                        .ifPresent(other -> refuse(
                                address,
                                pointer,
                                subject + " " + Quoted.of(value) + " is used by " + place(other, pointer) + " too",
                                CHANGE_ONE));
            }
        });
    }

    private void namespaces() {
        var pointer = "spec.target.namespace";
        byKey(value -> Optional.of(value.target().namespace())).forEach((namespace, addresses) -> {
            // One address of each workspace: a namespace may hold thousands of environments.
            var workspaces = new LinkedHashMap<Object, EnvironmentAddress>();
            addresses.forEach(address -> workspaces.putIfAbsent(workspace(address), address));
            for (var address : addresses) {
                other(workspaces.values(), candidate -> !workspace(candidate).equals(workspace(address)))
                        .ifPresent(other -> refuse(
                                address,
                                pointer,
                                "the namespace " + Quoted.of(namespace) + " is used by " + place(other, pointer)
                                        + " too, of another workspace",
                                "a namespace belongs to one workspace: choose another one for one of them"));
            }
        });
    }

    private static Object workspace(EnvironmentAddress address) {
        return address.segments().get(0);
    }

    private Map<String, List<EnvironmentAddress>> byKey(Function<AppEnvironment, Optional<String>> key) {
        var groups = new LinkedHashMap<String, List<EnvironmentAddress>>();
        environments.forEach((address, document) -> key.apply(document.value())
                .ifPresent(value ->
                        groups.computeIfAbsent(value, any -> new ArrayList<>()).add(address)));
        return groups;
    }

    private static Optional<EnvironmentAddress> other(
            Collection<EnvironmentAddress> group, Predicate<EnvironmentAddress> clash) {
        return group.stream().filter(clash).findFirst();
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
