package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.EnvironmentCredentials;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * What a registry's answers, and the lack of one, mean. A URL is told without its query: redirects carry signatures
 * there, and token requests names of accounts.
 *
 * @param host the registry's host, as references have it
 * @param base where it is reached
 * @param mapped the hosts that somebody said how to reach; the registry's own may be missing from a typing mistake
 */
public record RegistryProblems(String host, URI base, Set<String> mapped) {
    private static final String REACH = "check the network and the registry; a registry that is reached elsewhere, or"
            + " without TLS, is told with ";

    public RegistryProblems {
        mapped = Set.copyOf(mapped);
    }

    public RegistryProblems(String host, URI base) {
        this(host, base, Set.of());
    }

    RegistryProblems among(Set<String> hosts) {
        return new RegistryProblems(host, base, hosts);
    }

    IdpException unreachable(URI uri, String why, Throwable cause) {
        return unreachable(uri, why, REACH + RegistryConfig.FLAG + " " + host + "=URL", cause);
    }

    IdpException transport(URI uri, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return tls(uri, failure);
            }
            if (cause instanceof HttpTimeoutException) {
                return unreachable(uri, "cannot be connected to in time", failure);
            }
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return unreachable(uri, "has a name that cannot be resolved", failure);
            }
        }
        return failure instanceof ConnectException
                ? unreachable(uri, "refuses the connection", failure)
                : unreachable(uri, "broke the connection off in the middle of an answer", failure);
    }

    /** Expiry first: a path that cannot be built for that reason says both. */
    private IdpException tls(URI uri, Throwable failure) {
        if (has(CertificateExpiredException.class, failure) || has(CertificateNotYetValidException.class, failure)) {
            return unreachable(
                    uri,
                    "shows a certificate that is not valid at this time",
                    "renew the registry's certificate, or set this machine's clock",
                    failure);
        }
        if (has(CertPathBuilderException.class, failure) || has(CertPathValidatorException.class, failure)) {
            return unreachable(
                    uri,
                    "shows a certificate of an authority that is not trusted here",
                    "name a file with the certificate of the authority that signed it with " + TrustedCertificates.FLAG
                            + " FILE (one that is named already is another's), or add it to Java's trust store"
                            + " (-Djavax.net.ssl.trustStore=...)",
                    failure);
        }
        if (has(CertificateException.class, failure)) {
            return unreachable(
                    uri,
                    "shows a certificate of another name than " + Quoted.of(uri.getHost()),
                    "reach it by a name that its certificate has, with " + RegistryConfig.FLAG + " " + host
                            + "=https://NAME, or give it a certificate of this name",
                    failure);
        }
        return has(SSLHandshakeException.class, failure)
                ? unreachable(
                        uri,
                        "and we cannot agree on TLS",
                        "check which versions of TLS it speaks, and whether it wants a certificate of ours",
                        failure)
                : unreachable(
                        uri, "does not speak TLS", "check what answers at this address" + withoutTls(uri), failure);
    }

    private IdpException unreachable(URI uri, String why, String fix, Throwable cause) {
        var others = mapped.isEmpty() || mapped.contains(host)
                ? ""
                : "; mapped are: " + mapped.stream().sorted().collect(Collectors.joining(", "));
        return Problem.of(ProblemCode.REGISTRY_UNREACHABLE, registry() + " " + why, where(uri), fix + others)
                .asException(cause);
    }

    private static boolean has(Class<? extends Exception> kind, Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(kind::isInstance);
    }

    public IdpException fault(URI uri, String why) {
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        registry() + " " + why,
                        where(uri),
                        "check that this is the address of an OCI registry, and the registry's own log; another"
                                + " address is told with " + RegistryConfig.FLAG + " " + host + "=URL")
                .asException();
    }

    /**
     * It leads where nobody allowed it to.
     *
     * @param target a host
     * @param what the target is
     */
    IdpException astray(URI uri, String target, String what) {
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        registry() + " redirects to " + Quoted.of(target) + ", which is " + what + " and not allowed",
                        where(uri),
                        "check the registry's settings; if it is where the registry keeps its images, allow it with "
                                + RegistryConfig.REDIRECT_FLAG + " HOST")
                .asException();
    }

    public IdpException lies(URI uri, String claimed, Digest actual) {
        return Problem.of(
                        ProblemCode.DIGEST_MISMATCH,
                        registry() + " answers with bytes of the digest " + actual + " for " + Quoted.of(claimed),
                        where(uri),
                        "do not use the image; look for a proxy that changes answers, or repair the registry's storage")
                .asException();
    }

    /**
     * @param used where the credential came from; empty when none was shown
     */
    public IdpException denied(URI uri, int status, String used) {
        return denied(uri, status, used, "pull from it");
    }

    /**
     * @param right what the account has to be able to do, behind "may"
     */
    public IdpException denied(URI uri, int status, String used, String right) {
        var variables =
                EnvironmentCredentials.userVariable(host) + " and " + EnvironmentCredentials.passwordVariable(host);
        return Problem.of(
                        ProblemCode.REGISTRY_DENIED,
                        registry() + " refuses us (HTTP " + status + ") "
                                + (used.isEmpty() ? "without credentials" : "with the credentials from " + used),
                        where(uri),
                        "check the repository's name, and set " + variables + ", or use docker login, for an account"
                                + " that may " + right)
                .asException();
    }

    /** For every status that is neither success nor "not there". */
    public IdpException status(HttpAnswer answer, String used) {
        int status = answer.status();
        if (!answer.redirected() && (status == 401 || status == 403)) {
            return denied(answer.uri(), status, used);
        }
        return status(answer.uri(), status, errorCodes(answer));
    }

    /** For every status that is neither success nor a refusal of who we are. */
    public IdpException status(URI uri, int status, List<String> codes) {
        if (status == 429) {
            return Problem.of(
                            ProblemCode.REGISTRY_UNREACHABLE,
                            registry() + " wants us to come back later (HTTP 429)",
                            where(uri),
                            "wait, look less often, or have the registry's limit for this account raised")
                    .asException();
        }
        return fault(
                uri,
                "answers with HTTP " + status + (codes.isEmpty() ? "" : " and " + Quoted.of(String.join(", ", codes))));
    }

    /**
     * The codes of an error as registries tell it; none when it is not told so.
     *
     * <p>Source: OCI distribution specification, "Error codes".
     */
    public static List<String> errorCodes(HttpAnswer answer) {
        try {
            return Json.errorCodes(Json.object(answer.body().orElseGet(() -> new byte[0])));
        } catch (MalformedException e) {
            return List.of();
        }
    }

    /** The mapping for a registry that is reached where we look for it, only in the open; none for other servers. */
    private String withoutTls(URI uri) {
        return base.getRawAuthority().equals(uri.getRawAuthority())
                ? "; a registry without TLS is told with " + RegistryConfig.FLAG + " " + host + "=http://"
                        + base.getRawAuthority() + base.getRawPath()
                : "";
    }

    private String registry() {
        return "the registry " + Quoted.of(host);
    }

    /** A URL as problems tell it: without its query, which may hold a signature or the name of an account. */
    public static String where(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath();
    }
}
