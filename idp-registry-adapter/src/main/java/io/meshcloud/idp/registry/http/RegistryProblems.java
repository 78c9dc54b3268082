// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.EnvironmentCredentials;
import io.meshcloud.idp.spi.network.ProxyServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * The problems of one registry: answers that are not successful, and failed requests. A URL is shown without its query,
 * which may contain a signature (redirects) or an account's name (token requests).
 *
 * @param host the registry's host in references
 * @param base the URL of the registry
 * @param mapped the hosts that the settings map to URLs; they are shown when this host is not among them, as after a
 *     typing mistake
 */
public record RegistryProblems(String host, URI base, Set<String> mapped) {
    private static final String PULL = "pull from it";
    private static final String CHECK_NETWORK =
            "check the network and the registry; if the registry has another address," + " or no TLS, set it with ";

    public RegistryProblems {
        mapped = Set.copyOf(mapped);
    }

    public RegistryProblems(String host, URI base) {
        this(host, base, Set.of());
    }

    RegistryProblems withMappedHosts(Set<String> hosts) {
        return new RegistryProblems(host, base, hosts);
    }

    IdpException unreachable(URI uri, String why, Throwable cause) {
        return unreachable(uri, why, CHECK_NETWORK + RegistryConfig.FLAG + " " + host + "=URL", cause);
    }

    /**
     * The problem of a request without an answer.
     *
     * @throws Error the failure itself if the registry did not cause it: a lack of memory, or a stack overflow
     */
    IdpException transport(URI uri, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof SSLException) {
                // A connection with TLS can also break later.
                return tls(uri, has(SSLHandshakeException.class, failure) ? new RegistryDown(failure) : failure);
            }
            if (cause instanceof HttpTimeoutException) {
                return unreachable(uri, "did not accept a connection in time", new RegistryDown(failure));
            }
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return unreachable(uri, "has a name that cannot be resolved", new RegistryDown(failure));
            }
        }
        if (has(RuntimeException.class, failure)) {
            return fault(uri, "sends an answer that is not HTTP", failure);
        }
        return failure instanceof ConnectException
                ? unreachable(uri, "refuses the connection", new RegistryDown(failure))
                : unreachable(uri, "closed the connection in the middle of an answer", failure);
    }

    /**
     * The problem of a request through a proxy without an answer. Only a connection to the proxy can be refused; TLS is
     * spoken with the server, in a tunnel.
     */
    IdpException transport(URI uri, ProxyServer proxy, Throwable failure) {
        if (has(Error.class, failure) || has(SSLException.class, failure)) {
            return transport(uri, failure);
        }
        if (has(HttpTimeoutException.class, failure)) {
            return unreachable(uri, proxy, "does not accept a connection in time", new RegistryDown(failure));
        }
        if (has(UnresolvedAddressException.class, failure) || has(UnknownHostException.class, failure)) {
            return unreachable(uri, proxy, "has a name that cannot be resolved", new RegistryDown(failure));
        }
        return failure instanceof ConnectException
                ? unreachable(uri, proxy, "refuses the connection", new RegistryDown(failure))
                : unreachable(
                        uri,
                        proxy,
                        "closed the connection, or opens none to this server ("
                                + Quoted.sentence(String.valueOf(failure.getMessage())) + ")",
                        failure);
    }

    private IdpException unreachable(URI uri, ProxyServer proxy, String why, Throwable cause) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        registry() + " cannot be reached, because the proxy " + proxy + " " + why,
                        where(uri),
                        "check the proxy and its log; correct the setting, or list " + uri.getHost()
                                + " in no_proxy if it" + " can be reached without a proxy")
                .asException(cause);
    }

    /** The problem of a proxy that requires a user, or refuses the user of its URL. */
    IdpException proxyDenied(URI uri, ProxyServer proxy) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        registry() + " cannot be reached, because the proxy " + proxy + " refuses us (HTTP 407) "
                                + (proxy.user() == null ? "without a user" : "with the user and password of its URL"),
                        where(uri),
                        "put the user and the password into the proxy's URL: http://USER:PASSWORD@HOST:PORT; idp as a"
                                + " library sends them for servers with TLS only if Java is started with"
                                + " -Djdk.http.auth.tunneling.disabledSchemes=")
                .untilChanged()
                .asException();
    }

    /** Whether the connection broke after it was made, so that another one may work. */
    boolean isOfThisConnection(IdpException failure) {
        var problem = failure.problem();
        return problem.code() == ProblemCode.REGISTRY_UNREACHABLE
                && problem.retryable()
                && has(IOException.class, failure)
                && !RegistryDown.isCauseOf(failure);
    }

    /**
     * The problem of a defect that one question reveals; it names the kind of the failure, which is not shown
     * otherwise.
     */
    public IdpException defect(String question, Throwable failure) {
        return Problem.of(
                        failure instanceof OutOfMemoryError ? ProblemCode.OUT_OF_MEMORY : ProblemCode.INTERNAL,
                        "idp failed to " + question + ": " + failure.getClass().getSimpleName(),
                        registry(),
                        "look for an unusual image there, and report the defect")
                .asException(failure);
    }

    /** The problem of a question that has to wait for too many others. */
    IdpException tooSlow(Duration limit) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        registry() + " did not answer all questions of one look within " + limit.toMinutes() + " min",
                        where(base),
                        "check the registry's load; remove old tags from repositories that have many")
                .asException();
    }

    /** Checks expiry first, because an expired certificate also fails the building of a certification path. */
    private IdpException tls(URI uri, Throwable failure) {
        if (has(CertificateExpiredException.class, failure) || has(CertificateNotYetValidException.class, failure)) {
            return untrusted(
                    uri,
                    "has a certificate that is not valid at this time",
                    "renew the registry's certificate, or correct this machine's clock",
                    failure);
        }
        if (has(CertPathBuilderException.class, failure) || has(CertPathValidatorException.class, failure)) {
            return untrusted(
                    uri,
                    "has a certificate of an authority that is not trusted here",
                    "pass a file with the certificate of the authority that signed it with " + TrustedCertificates.FLAG
                            + " FILE (the file that is set already has the certificate of another authority), or add it"
                            + " to Java's trust store (-Djavax.net.ssl.trustStore=...)",
                    failure);
        }
        if (has(CertificateException.class, failure)) {
            return untrusted(
                    uri,
                    "has a certificate for another name than " + Quoted.of(uri.getHost()),
                    "use a name of its certificate with " + RegistryConfig.FLAG + " " + host
                            + "=https://NAME, or give the registry a certificate for this name",
                    failure);
        }
        return has(SSLHandshakeException.class, failure)
                ? untrusted(
                        uri,
                        "and idp cannot agree on TLS",
                        "check which TLS versions the registry supports, and whether it requires a client certificate",
                        failure)
                : untrusted(
                        uri,
                        "does not use TLS",
                        "check which server answers at this address" + withoutTls(uri),
                        failure);
    }

    /** The problem of a token service whose URL has https and the port that answered without TLS. */
    IdpException secureTokenService(URI realm) {
        return mappedWithoutTls(base, "names its token service as " + where(realm), "https://" + host);
    }

    private boolean isWithoutTls() {
        return "http".equals(base.getScheme());
    }

    /**
     * The problem of a registry that uses TLS, but that the settings map to an address without TLS.
     *
     * @param why how the answer shows that the registry uses TLS
     * @param secure the address with TLS, as far as it is known
     */
    private IdpException mappedWithoutTls(URI uri, String why, String secure) {
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        registry() + " is mapped to " + base + ", but it " + why,
                        where(uri),
                        "map it to its address with https, for example " + RegistryConfig.FLAG + " " + host + "="
                                + secure + "; if it has no TLS, correct its external URL")
                .untilChanged()
                .asException();
    }

    /** Whether a server says that it expects TLS at this address: the words of nginx, and of servers written in Go. */
    private static boolean expectsTls(HttpAnswer answer) {
        var text = answer.status() == 400
                ? answer.body()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse("")
                : "";
        return text.contains("HTTP request was sent to HTTPS port")
                || text.contains("sent an HTTP request to an HTTPS server");
    }

    /** The problem of a TLS connection that fails until something is changed, unless the connection was only cut. */
    private IdpException untrusted(URI uri, String why, String fix, Throwable cause) {
        var problem = unreachable(uri, why, fix);
        return (has(EOFException.class, cause) || has(SocketException.class, cause) ? problem : problem.untilChanged())
                .asException(cause);
    }

    private IdpException unreachable(URI uri, String why, String fix, Throwable cause) {
        return unreachable(uri, why, fix).asException(cause);
    }

    private Problem unreachable(URI uri, String why, String fix) {
        var others = mapped.isEmpty() || mapped.contains(host)
                ? ""
                : "; mapped are: " + mapped.stream().sorted().collect(Collectors.joining(", "));
        return Problem.of(ProblemCode.REGISTRY_UNREACHABLE, registry() + " " + why, where(uri), fix + others);
    }

    private static boolean has(Class<? extends Throwable> kind, Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(kind::isInstance);
    }

    public IdpException fault(URI uri, String why) {
        return faultOf(uri, why).asException();
    }

    private IdpException fault(URI uri, String why, Throwable cause) {
        return faultOf(uri, why).asException(cause);
    }

    /** The problem of an answer with HTTP 404 that does not say that the content is missing. */
    public IdpException unexpectedNotFound(HttpAnswer answer) {
        var codes = answer.errorCodes();
        return fault(
                answer.uri(),
                codes.isEmpty()
                        ? "answers with a page that is not a registry's (HTTP 404)"
                        : "answers with HTTP 404 and " + Quoted.of(String.join(", ", codes)) + said(answer.words()));
    }

    private Problem faultOf(URI uri, String why) {
        return Problem.of(
                ProblemCode.REGISTRY_FAULT,
                registry() + " " + why,
                where(uri),
                "check that this is the address of an OCI registry, and the registry's log; set another address"
                        + " with " + RegistryConfig.FLAG + " " + host + "=URL");
    }

    /**
     * The problem of a redirect to a host that is not allowed.
     *
     * @param target the host
     * @param what describes the host
     */
    IdpException forbiddenRedirect(URI uri, String target, String what) {
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        registry() + " redirects to " + Quoted.of(target) + ", which is " + what + " and not allowed",
                        where(uri),
                        "check the registry's settings; if the registry stores its images there, allow it with "
                                + RegistryConfig.REDIRECT_FLAG + " HOST")
                .untilChanged()
                .asException();
    }

    /**
     * The problem of a token service at a host that is not allowed.
     *
     * @param target the host
     * @param what describes the host
     */
    IdpException forbiddenTokenService(URI uri, String target, String what) {
        return Problem.of(
                        ProblemCode.REGISTRY_FAULT,
                        registry() + " names a token service at " + Quoted.of(target) + ", which is " + what
                                + " and not allowed, because it would get our credentials",
                        where(uri),
                        "check the registry's settings; if this is its token service, allow it with "
                                + RegistryConfig.REDIRECT_FLAG + " HOST")
                .asException();
    }

    /** The problem of a question that costs more than its budget. */
    IdpException overLimit(URI uri, String why) {
        return Problem.of(
                        ProblemCode.REGISTRY_LIMIT_EXCEEDED,
                        registry() + " " + why,
                        where(uri),
                        "remove old tags and images from the repository, or name those of interest by a pattern"
                                + " (environments.<kind>.tags in platform.yaml); look for an image whose manifest or"
                                + " config is unusually large")
                .asException();
    }

    public IdpException wrongDigest(URI uri, String claimed, Digest actual) {
        return Problem.of(
                        ProblemCode.DIGEST_MISMATCH,
                        registry() + " answers with bytes of the digest " + actual + " for " + Quoted.of(claimed),
                        where(uri),
                        "do not use the image; look for a proxy that changes answers, or repair the registry's storage")
                .asException();
    }

    /**
     * The problem of HTTP 401 and 403. Harbor answers so, too, in read-only mode and when a quota is used up; then the
     * account is not to blame, and only Harbor's words differ.
     *
     * @param credentialOrigin where the credential of the request was found; empty when the request had none
     * @param words what the registry says about it; may be empty
     * @param right what the account must be allowed to do; continues "an account that may ..."
     */
    IdpException denied(URI uri, int status, String credentialOrigin, String words, String right) {
        if (has(words, "read only mode") || has(words, "read-only mode")) {
            return Problem.of(
                            ProblemCode.REGISTRY_FAULT,
                            registry() + " is in read-only mode (HTTP " + status + ")" + said(words),
                            where(uri),
                            "wait until its operators end the read-only mode, then try again")
                    .asException();
        }
        if (has(words, "exceed") && (has(words, "upper limit") || has(words, "quota"))) {
            return Problem.of(
                            ProblemCode.REGISTRY_DENIED,
                            registry() + " has no space left in the quota (HTTP " + status + ")" + said(words),
                            where(uri),
                            "delete images that are not needed, or have the quota of the project raised")
                    .asException();
        }
        var variables =
                EnvironmentCredentials.userVariable(host) + " and " + EnvironmentCredentials.passwordVariable(host);
        return Problem.of(
                        ProblemCode.REGISTRY_DENIED,
                        registry() + " refuses us (HTTP " + status + ") "
                                + (credentialOrigin.isEmpty()
                                        ? "without credentials"
                                        : "with the credentials from " + credentialOrigin)
                                + said(words),
                        where(uri),
                        "check the repository's name, and set " + variables + ", or use docker login, for an account"
                                + " that may " + right)
                .asException();
    }

    /** The problem of a status that means neither success nor "not found". */
    public IdpException unexpectedStatus(HttpAnswer answer, String credentialOrigin) {
        return unexpectedStatus(answer, credentialOrigin, PULL);
    }

    /**
     * The problem of a status that means neither success nor "not found".
     *
     * @param right what the account must be allowed to do; continues "an account that may ..."
     */
    public IdpException unexpectedStatus(HttpAnswer answer, String credentialOrigin, String right) {
        int status = answer.status();
        boolean isSecured = answer.isRedirected()
                && "https".equals(answer.uri().getScheme())
                && base.getHost().equals(answer.uri().getHost());
        if (isWithoutTls() && (isSecured || expectsTls(answer))) {
            var secure = isSecured ? answer.uri() : base;
            return mappedWithoutTls(
                    answer.uri(),
                    isSecured ? "redirects to https" : "expects https there",
                    "https://" + secure.getRawAuthority());
        }
        if (answer.isLimit()) {
            return limited(answer.uri(), status, answer.words(), answer.retryAfterSeconds());
        }
        if (!answer.isRedirected() && (status == 401 || status == 403)) {
            return denied(answer.uri(), status, credentialOrigin, answer.words(), right);
        }
        return unexpectedStatus(answer.uri(), status, answer.errorCodes(), answer.words());
    }

    /**
     * The problem of a status that means neither success nor missing rights.
     *
     * @param words what the registry says about it; may be empty
     */
    IdpException unexpectedStatus(URI uri, int status, List<String> codes, String words) {
        if (status == 429) {
            return limited(uri, status, words, Duration.ZERO);
        }
        var problem = faultOf(
                uri,
                "answers with HTTP " + status + (codes.isEmpty() ? "" : " and " + Quoted.of(String.join(", ", codes)))
                        + said(words));
        return (mayPass(status) ? problem : problem.untilChanged()).asException();
    }

    private static boolean has(String words, String part) {
        return words.toLowerCase(Locale.ROOT).contains(part);
    }

    private IdpException limited(URI uri, int status, String words, Duration retryAfter) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        registry() + " limits our requests (HTTP " + status + ")" + said(words),
                        where(uri),
                        "wait, poll less often, or have the registry's limit for this account raised")
                .asException(new RequestsLimited(retryAfter));
    }

    /** The registry's own words. */
    private static String said(String words) {
        return words.isEmpty() ? "" : ": " + Quoted.sentence(words);
    }

    /**
     * A fault of the server, or a request that came too early or took too long; other refusals concern this request
     * only.
     */
    private static boolean mayPass(int status) {
        return status >= 500 || status == 408 || status == 425;
    }

    /** The mapping to the registry's address without TLS; empty for other servers. */
    private String withoutTls(URI uri) {
        return base.getRawAuthority().equals(uri.getRawAuthority())
                ? "; for a registry without TLS, set " + RegistryConfig.FLAG + " " + host + "=http://"
                        + base.getRawAuthority() + base.getRawPath()
                : "";
    }

    private String registry() {
        return "the registry " + Quoted.of(host);
    }

    /** A URL as problems show it: without its query, which may contain a signature or the name of an account. */
    public static String where(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath();
    }
}
