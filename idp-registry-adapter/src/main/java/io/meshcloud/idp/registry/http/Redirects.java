// SPDX-License-Identifier: Apache-2.0

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
 * Decides which redirects of a registry are followed: to its own host, to hosts that the settings name, and over https to
 * any other host that is not nearer to this machine than the registry. So a registry on the internet can redirect to its
 * storage there but not into our network, and a registry in a private network to storage in that network. No registry can
 * redirect to this machine's network link, where clouds serve credentials, or from https to http.
 */
final class Redirects {

    /** Resolves host names. */
    @FunctionalInterface
    interface AddressLookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final URI registry;
    private final Set<String> allowedHosts;
    private final RegistryProblems problems;
    private final AddressLookup lookup;

    /**
     * @param registry the URL of the registry
     * @param allowedHosts hosts that are allowed in any zone, in lower case
     */
    Redirects(URI registry, Set<String> allowedHosts, RegistryProblems problems, AddressLookup lookup) {
        this.registry = registry;
        this.allowedHosts = Set.copyOf(allowedHosts);
        this.problems = problems;
        this.lookup = lookup;
    }

    /**
     * The target of a redirect.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for a target that is not
     *     allowed
     */
    URI target(HttpAnswer answer) {
        var from = answer.uri();
        var location = answer.header("Location");
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw problems.fault(from, "redirects to something that is not a URL");
        }
        if (location.isEmpty() || target.getHost() == null || target.getRawUserInfo() != null) {
            throw problems.fault(from, "redirects to a URL that names no server");
        }
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        boolean plain = "http".equalsIgnoreCase(target.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
        if (!secure && !plain) {
            throw problems.fault(from, "redirects to a URL without https");
        }
        var host = target.getHost().toLowerCase(Locale.ROOT);
        if (!host.equalsIgnoreCase(registry.getHost()) && !allowedHosts.contains(host)) {
            requireNotNearer(from, host, secure);
        }
        return target;
    }

    private void requireNotNearer(URI from, String host, boolean secure) {
        var zone = zones(host).min(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        var registryZone = zones(registry.getHost()).max(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        if (zone == NetworkZone.LINK || zone.compareTo(registryZone) < 0) {
            throw problems.forbiddenRedirect(from, host, "an address of " + zone.words());
        }
        if (!secure && zone != NetworkZone.MACHINE) {
            throw problems.forbiddenRedirect(from, host, "another host, without https");
        }
    }

    private Stream<NetworkZone> zones(String host) {
        try {
            return Arrays.stream(lookup.addresses(host)).map(NetworkZone::of);
        } catch (UnknownHostException e) {
            // A proxy may know a name that cannot be resolved here.
            return Stream.empty();
        }
    }
}
