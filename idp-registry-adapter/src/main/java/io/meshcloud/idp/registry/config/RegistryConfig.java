// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.network.ProxyVariables;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The settings of all registries.
 *
 * @param urls the URL of a registry by the host in references; every other host has the URL {@code https://HOST}
 * @param credentials the source of credentials
 * @param connectTimeout the time to connect to a server
 * @param requestTimeout the time from a request to the last byte of its answer
 * @param trusted the certificate authorities that are trusted
 * @param redirectHosts hosts that every registry may redirect to or name as its token service, in any network zone; in
 *     lower case
 * @param insecureHosts hosts of registries, as in references, that get credentials although their URL is http; in lower
 *     case
 * @param proxies the proxies for servers with http and https
 * @param throttles how much each registry is asked; shared by the clients that have these settings
 */
public record RegistryConfig(
        Map<String, RegistryUrl> urls,
        CredentialSource credentials,
        Duration connectTimeout,
        Duration requestTimeout,
        TrustedCertificates trusted,
        Set<String> redirectHosts,
        Set<String> insecureHosts,
        ProxyVariables proxies,
        RegistryThrottles throttles) {
    public static final String FLAG = "--registry";
    public static final String REDIRECT_FLAG = "--registry-redirect";
    public static final String INSECURE_FLAG = "--registry-insecure";
    static final String EXAMPLE = "--registry HOST=URL, for example --registry registry.example.tld=oci:./registry"
            + " or --registry localhost:5000=http://localhost:5000";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

    public RegistryConfig {
        urls = Map.copyOf(urls);
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(requestTimeout, "requestTimeout");
        Objects.requireNonNull(trusted, "trusted");
        redirectHosts = lowerCase(redirectHosts);
        insecureHosts = lowerCase(insecureHosts);
        Objects.requireNonNull(proxies, "proxies");
        Objects.requireNonNull(throttles, "throttles");
    }

    private static Set<String> lowerCase(Set<String> hosts) {
        return hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Settings with Java's trust store and the default limits, and without proxies, additional redirect hosts and
     * insecure hosts.
     */
    public RegistryConfig(
            Map<String, RegistryUrl> urls,
            CredentialSource credentials,
            Duration connectTimeout,
            Duration requestTimeout) {
        this(
                urls,
                credentials,
                connectTimeout,
                requestTimeout,
                TrustedCertificates.ofJava(),
                Set.of(),
                Set.of(),
                ProxyVariables.none(),
                new RegistryThrottles(Map.of()));
    }

    public RegistryConfig withTrusted(TrustedCertificates certificates) {
        return with(copy -> copy.trusted = certificates);
    }

    public RegistryConfig withRedirectHosts(Collection<String> hosts) {
        return with(copy -> copy.redirectHosts = Set.copyOf(hosts));
    }

    public RegistryConfig withInsecureHosts(Collection<String> hosts) {
        return with(copy -> copy.insecureHosts = Set.copyOf(hosts));
    }

    public RegistryConfig withProxies(ProxyVariables variables) {
        return with(copy -> copy.proxies = variables);
    }

    /**
     * @param limits by host, as in references; other hosts have {@link RegistryLimits#DEFAULT}
     */
    public RegistryConfig withLimits(Map<String, RegistryLimits> limits) {
        return with(copy -> copy.throttles = new RegistryThrottles(limits));
    }

    private RegistryConfig with(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The settings of a copy while it is made. */
    private static final class Copy {
        private final RegistryConfig original;
        private TrustedCertificates trusted;
        private Set<String> redirectHosts;
        private Set<String> insecureHosts;
        private ProxyVariables proxies;
        private RegistryThrottles throttles;

        Copy(RegistryConfig original) {
            this.original = original;
            this.trusted = original.trusted;
            this.redirectHosts = original.redirectHosts;
            this.insecureHosts = original.insecureHosts;
            this.proxies = original.proxies;
            this.throttles = original.throttles;
        }

        RegistryConfig config() {
            return new RegistryConfig(
                    original.urls,
                    original.credentials,
                    original.connectTimeout,
                    original.requestTimeout,
                    trusted,
                    redirectHosts,
                    insecureHosts,
                    proxies,
                    throttles);
        }
    }

    /**
     * The credential for requests to a host's registry. Over plain http everyone on the way could read it, so it is
     * used only on this machine itself and for the hosts that the settings name.
     *
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} for a credential that must not be sent
     */
    public Optional<Credential> credential(String host) {
        return sendable(host, credentials.find(host));
    }

    /** As {@link #credential(String)}, for requests about one repository. */
    public Optional<Credential> credential(ImageRepository repository) {
        return sendable(repository.host(), credentials.find(repository));
    }

    private Optional<Credential> sendable(String host, Optional<Credential> found) {
        if (found.isPresent() && !mayGetCredentials(host)) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the URL of the registry " + Quoted.of(host) + " is plain http, so the credentials from "
                                    + found.get().origin() + " could be read on their way",
                            FLAG + " " + host + "=" + url(host),
                            "map the host to an https URL; or, if every network on the way may know the password, allow"
                                    + " it with " + INSECURE_FLAG + " " + host)
                    .asException();
        }
        return found;
    }

    private boolean mayGetCredentials(String host) {
        return insecureHosts.contains(host)
                || url(host)
                        .match(
                                folder -> true,
                                server -> !"http".equals(server.base().getScheme())
                                        || isThisMachine(server.base().getHost()));
    }

    /** Only names and addresses that always mean this machine; a DNS server decides what other names mean. */
    private static boolean isThisMachine(String host) {
        boolean isIpv4 = host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return host.equals("localhost") || host.equals("[::1]") || (isIpv4 && host.startsWith("127."));
    }

    /**
     * Reads mappings {@code HOST=URL} of the command line.
     *
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} with the flag; the message does not repeat a URL
     *     with a user or a password
     */
    public static RegistryConfig of(List<String> mappings, CredentialSource credentials) {
        var urls = new TreeMap<String, RegistryUrl>();
        for (var mapping : mappings) {
            int equals = mapping.indexOf('=');
            if (equals < 0) {
                throw refused((mapping.indexOf('@') >= 0 ? "a mapping" : Quoted.of(mapping)) + " has no '='");
            }
            var host = host(mapping.substring(0, equals));
            var url = RegistryUrl.parse(host, mapping.substring(equals + 1));
            var earlier = urls.put(host, url);
            if (earlier != null && !earlier.equals(url)) {
                throw refused("the host " + Quoted.of(host) + " is mapped twice, to different URLs");
            }
        }
        return new RegistryConfig(urls, credentials, CONNECT_TIMEOUT, REQUEST_TIMEOUT);
    }

    /** The URL of a host's registry. */
    public RegistryUrl url(String host) {
        var mapped = urls.get(host);
        return mapped == null ? RegistryUrl.ofHost(host) : mapped;
    }

    private static String host(String text) {
        var host = text.toLowerCase(Locale.ROOT);
        try {
            return new ImageRepository(host, "any").host();
        } catch (IdpException e) {
            throw refused((text.indexOf('@') >= 0 ? "the text before '='" : Quoted.of(text))
                    + " is not a registry's host, which has a dot or a port, or is localhost");
        }
    }

    private static IdpException refused(String what) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, FLAG, "write " + EXAMPLE)
                .asException();
    }
}
