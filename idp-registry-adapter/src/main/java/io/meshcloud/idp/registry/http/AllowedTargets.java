// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Decides to which other servers a registry may send us, by a redirect or as its token service: to its own host, to
 * hosts that the settings name, and over https to any other host that is not nearer to this machine than the registry.
 * So a registry on the internet can redirect to storage on the internet, but not into our network. A registry in a
 * private network can redirect to storage in that network. No registry can send us to this machine's network link,
 * where clouds serve credentials, or from https to http.
 */
final class AllowedTargets {

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
    AllowedTargets(URI registry, Set<String> allowedHosts, RegistryProblems problems, AddressLookup lookup) {
        this.registry = registry;
        this.allowedHosts = Set.copyOf(allowedHosts);
        this.problems = problems;
        this.lookup = lookup;
    }

    /**
     * The target of a redirect.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for a target that is
     *     not allowed
     */
    URI ofRedirect(HttpAnswer answer) {
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
        if (!isHttps(target) && !(isHttp(target) && isHttp(from))) {
            throw problems.fault(from, "redirects to a URL without https");
        }
        require(target, (host, what) -> problems.forbiddenRedirect(from, host, what));
        return target;
    }

    /**
     * The address of a token service, which gets our credentials and answers what is sent to the registry.
     *
     * @param realm the address as the registry names it
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for an address that is
     *     not allowed
     */
    URI ofTokenService(String realm) {
        URI target;
        try {
            target = new URI(realm);
        } catch (URISyntaxException e) {
            throw refusedRealm("at an address that is not a URL");
        }
        if (target.getHost() == null || target.getRawUserInfo() != null || target.getRawFragment() != null) {
            throw refusedRealm("at an address that has no host, or has a user or a fragment");
        }
        if (!isHttps(target) && !(isHttp(target) && isHttp(registry))) {
            throw refusedRealm("without https, and credentials are sent over https only");
        }
        if (isHttps(target)
                && isHttp(registry)
                && registry.getPort() >= 0
                && target.getPort() == registry.getPort()
                && registry.getHost().equalsIgnoreCase(target.getHost())) {
            throw problems.secureTokenService(target);
        }
        require(target, (host, what) -> problems.forbiddenTokenService(registry, host, what));
        return target;
    }

    private IdpException refusedRealm(String why) {
        return problems.fault(registry, "names a token service " + why);
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /**
     * @param refusal creates the problem of a host that is not allowed, from the host and its description
     */
    private void require(URI target, BiFunction<String, String, IdpException> refusal) {
        var host = target.getHost().toLowerCase(Locale.ROOT);
        if (host.equalsIgnoreCase(registry.getHost()) || allowedHosts.contains(host)) {
            return;
        }
        var zone = zones(host).min(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        var registryZone = zones(registry.getHost()).max(NetworkZone::compareTo).orElse(NetworkZone.PUBLIC);
        if (zone == NetworkZone.LINK || zone.compareTo(registryZone) < 0) {
            throw refusal.apply(host, "an address of " + zone.words());
        }
        if (!isHttps(target) && zone != NetworkZone.MACHINE) {
            throw refusal.apply(host, "another host, without https");
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
