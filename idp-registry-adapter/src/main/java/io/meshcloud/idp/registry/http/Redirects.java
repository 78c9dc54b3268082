package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a registry may send us: to its own host, to hosts that the settings name, and over https to any other that is no
 * nearer to this machine than the registry itself is. So a registry on the internet leads to its storage there and not
 * into the network that we stand in, and one in a private network to the storage beside it; none leads to the link that
 * this machine is on, where clouds hand out credentials. Never from https to http.
 */
final class Redirects {

    /** Looks names up. A name that cannot be looked up here may be known to a proxy. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final URI registry;
    private final Set<String> named;
    private final RegistryProblems problems;
    private final Names names;

    /**
     * @param registry where it is reached
     * @param named hosts that are allowed whatever they are, in lower case
     */
    Redirects(URI registry, Set<String> named, RegistryProblems problems, Names names) {
        this.registry = registry;
        this.named = Set.copyOf(named);
        this.problems = problems;
        this.names = names;
    }

    /**
     * Where an answer leads.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for a place that is not
     *     allowed
     */
    URI target(HttpAnswer answer) {
        var from = answer.uri();
        var location = answer.header("Location");
        URI next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw problems.fault(from, "redirects to what is not a URL");
        }
        if (location.isEmpty() || next.getHost() == null || next.getRawUserInfo() != null) {
            throw problems.fault(from, "redirects to what is not a URL of a server");
        }
        boolean secure = "https".equalsIgnoreCase(next.getScheme());
        boolean plain = "http".equalsIgnoreCase(next.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
        if (!secure && !plain) {
            throw problems.fault(from, "redirects to a place that is not reached by https");
        }
        var host = next.getHost().toLowerCase(Locale.ROOT);
        if (!host.equalsIgnoreCase(registry.getHost()) && !named.contains(host)) {
            requireNotNearer(from, host, secure);
        }
        return next;
    }

    private void requireNotNearer(URI from, String host, boolean secure) {
        var reach = reaches(host).min(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        var own = reaches(registry.getHost()).max(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        if (reach == NetworkZone.LINK || reach.compareTo(own) < 0) {
            throw problems.astray(from, host, "an address of " + reach.words());
        }
        if (!secure && reach != NetworkZone.MACHINE) {
            throw problems.astray(from, host, "another host, without https");
        }
    }

    private Stream<NetworkZone> reaches(String host) {
        try {
            return Arrays.stream(names.addresses(host)).map(NetworkZone::of);
        } catch (UnknownHostException e) {
            return Stream.empty();
        }
    }
}
