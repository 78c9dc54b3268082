package io.meshcloud.idp.registry.config;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.credential.CredentialSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How registries are reached.
 *
 * @param urls by the host of an image's reference; a host that is not here is reached at {@code https://HOST}
 * @param credentials where registries' credentials come from
 * @param connectTimeout for a connection to a server
 * @param requestTimeout from a request to the last byte of its answer
 * @param trusted whose word for a server's name is believed
 * @param redirectHosts hosts that every registry may redirect to, wherever they are; in lower case
 */
public record RegistryConfig(
        Map<String, RegistryUrl> urls,
        CredentialSource credentials,
        Duration connectTimeout,
        Duration requestTimeout,
        TrustedCertificates trusted,
        Set<String> redirectHosts) {
    public static final String FLAG = "--registry";
    public static final String REDIRECT_FLAG = "--registry-redirect";
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
        redirectHosts = redirectHosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** With Java's trust store, and no host that a registry may redirect to beyond the usual ones. */
    public RegistryConfig(
            Map<String, RegistryUrl> urls,
            CredentialSource credentials,
            Duration connectTimeout,
            Duration requestTimeout) {
        this(urls, credentials, connectTimeout, requestTimeout, TrustedCertificates.ofJava(), Set.of());
    }

    public RegistryConfig withTrusted(TrustedCertificates certificates) {
        return new RegistryConfig(urls, credentials, connectTimeout, requestTimeout, certificates, redirectHosts);
    }

    public RegistryConfig withRedirectHosts(Collection<String> hosts) {
        return new RegistryConfig(urls, credentials, connectTimeout, requestTimeout, trusted, Set.copyOf(hosts));
    }

    /**
     * Reads mappings {@code HOST=URL} as the command line takes them.
     *
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} naming the flag; a URL with a user or a password in
     *     it is refused without repeating it
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

    /** Where the registry of this host is reached. */
    public RegistryUrl url(String host) {
        var mapped = urls.get(host);
        return mapped == null ? RegistryUrl.ofHost(host) : mapped;
    }

    private static String host(String text) {
        var host = text.toLowerCase(Locale.ROOT);
        try {
            return new ImageRepository(host, "any").host();
        } catch (IdpException e) {
            throw refused((text.indexOf('@') >= 0 ? "what stands before '='" : Quoted.of(text))
                    + " is not a registry's host, with a dot, a port or localhost");
        }
    }

    private static IdpException refused(String what) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, FLAG, "write " + EXAMPLE)
                .asException();
    }
}
