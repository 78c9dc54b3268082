// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.credential.EnvironmentCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * The URL of a host's registry. Its scheme chooses the client; an environment's {@code provider} does not.
 */
public sealed interface RegistryUrl {

    <R> R match(Function<? super LayoutFolder, R> folder, Function<? super Distribution, R> server);

    /** A folder with an OCI image layout per repository: {@code oci:<dir>}. */
    record LayoutFolder(Path path) implements RegistryUrl {
        public LayoutFolder {
            path = path.toAbsolutePath().normalize();
        }

        @Override
        public <R> R match(Function<? super LayoutFolder, R> folder, Function<? super Distribution, R> server) {
            return folder.apply(this);
        }

        @Override
        public String toString() {
            return "oci:" + path;
        }
    }

    /**
     * An OCI Distribution server: {@code http://...} or {@code https://...}.
     *
     * @param base without user, query, fragment and trailing slash
     */
    record Distribution(URI base) implements RegistryUrl {
        public Distribution {
            Objects.requireNonNull(base, "base");
        }

        @Override
        public <R> R match(Function<? super LayoutFolder, R> folder, Function<? super Distribution, R> server) {
            return server.apply(this);
        }

        @Override
        public String toString() {
            return base.toString();
        }
    }

    /** The URL of a host without a mapping. The registry of Docker Hub has another host name than references to it. */
    static RegistryUrl ofHost(String host) {
        return new Distribution(URI.create("https://" + (host.equals("docker.io") ? "registry-1.docker.io" : host)));
    }

    /**
     * Reads a URL of the command line.
     *
     * @param host the host that the URL is given for, for messages
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION}; the message does not repeat a URL that may
     *     contain a secret
     */
    static RegistryUrl parse(String host, String url) {
        var scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "oci" -> layout(host, url);
            case "http", "https" -> distribution(host, url);
            default -> throw refused(host, shown(url) + " is neither oci:<dir> nor an http or https URL");
        };
    }

    private static RegistryUrl layout(String host, String url) {
        var folder = url.substring("oci:".length());
        if (folder.startsWith("//")) {
            throw refused(
                    host, shown(url) + " looks like a remote registry; oci: is for a folder, https:// for a registry");
        }
        if (folder.isBlank()) {
            throw refused(host, "'oci:' has no folder");
        }
        try {
            return new LayoutFolder(Path.of(folder));
        } catch (InvalidPathException e) {
            throw refused(host, shown(url) + " is not the path of a folder");
        }
    }

    private static RegistryUrl distribution(String host, String url) {
        if (url.indexOf('@') >= 0) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the URL given for " + Quoted.of(host) + " has a user or a password in it",
                            RegistryConfig.FLAG,
                            "leave them out of the URL; set " + EnvironmentCredentials.userVariable(host) + " and "
                                    + EnvironmentCredentials.passwordVariable(host))
                    .asException();
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw refused(host, shown(url) + " is not a URL");
        }
        if (uri.getHost() == null || uri.getPort() > 65535) {
            throw refused(host, shown(url) + " has no host, or an invalid port");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(host, "the URL has a query or a fragment, which a registry's URL cannot have");
        }
        var path = uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.endsWith("/v2")) {
            throw refused(host, shown(url) + " ends in /v2, which idp adds itself");
        }
        return new Distribution(URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                + uri.getRawAuthority().toLowerCase(Locale.ROOT) + path));
    }

    private static String shown(String url) {
        boolean mayHoldSecret = url.chars().anyMatch(c -> c == '@' || c == '?' || c == '#');
        return mayHoldSecret ? "the URL" : Quoted.of(url);
    }

    private static IdpException refused(String host, String why) {
        return Problem.of(
                        ProblemCode.INVALID_CONFIGURATION,
                        "the mapping of registry " + Quoted.of(host) + " cannot be used: " + why,
                        RegistryConfig.FLAG,
                        "write " + RegistryConfig.EXAMPLE)
                .asException();
    }
}
