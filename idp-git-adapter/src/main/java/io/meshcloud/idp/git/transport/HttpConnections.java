// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.CredentialHelper;
import io.meshcloud.idp.git.config.CredentialHelper.Login;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.spi.network.ProxyServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections to the remote. The token is sent with the first request, which saves a round trip, and only to
 * the scheme, host and port of the configured URL: after a redirect to another server it is not sent.
 */
public final class HttpConnections implements HttpConnectionFactory {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;

    /** How many timeouts a question of a few requests may take in total. */
    private static final int QUESTION_FACTOR = 4;

    private final URIish configured;
    private final CredentialHelper credentials;
    private final boolean mayAsk;
    private final @Nullable Login login;
    private final @Nullable SSLSocketFactory tls;
    private final GitProxies proxies;
    private final Duration timeout;
    private volatile @Nullable GitHttpConnection last;
    private volatile boolean broken;
    private volatile Optional<ProxyServer> lastProxy = Optional.empty();

    public HttpConnections(GitConfig config, RemoteUrl url) {
        this.configured = url.uri();
        this.timeout = config.timeout();
        this.proxies = new GitProxies(config.environment());
        var token = url.kind() == RemoteUrl.Kind.HTTP ? config.token().get() : Optional.<String>empty();
        if (token.isPresent() && !config.sendsTokenUnencrypted() && isReadableOnTheWay(url.uri())) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the token would be sent unencrypted, because the state repository's URL begins with"
                                    + " http://",
                            url.toString(),
                            "use https://, or remove " + GitConfig.TOKEN_VARIABLE
                                    + "; in a network that you trust, allow it with " + GitConfig.INSECURE_FLAG)
                    .asException();
        }
        this.credentials = config.credentials();
        this.mayAsk = url.kind() == RemoteUrl.Kind.HTTP
                && token.isEmpty()
                && (config.sendsTokenUnencrypted() || !isReadableOnTheWay(url.uri()));
        this.login = token.map(secret -> new Login(url.user().orElse("x-access-token"), secret))
                .or(() -> mayAsk ? credentials.known() : Optional.empty())
                .orElse(null);
        this.tls = isEncrypted(url.uri()) ? config.authorities().socketFactory() : null;
    }

    private static boolean isEncrypted(URIish uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /**
     * Plain HTTP to another machine. Decided by the name as it is written, because the address of a name can change.
     */
    private static boolean isReadableOnTheWay(URIish uri) {
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || isLoopbackAddress(host);
        return !isEncrypted(uri) && !loopback;
    }

    /** 127.0.0.0/8 in its usual form: four numbers. */
    private static boolean isLoopbackAddress(String host) {
        var parts = host.split("\\.", -1);
        return parts.length == 4
                && parts[0].equals("127")
                && Arrays.stream(parts)
                        .allMatch(part -> !part.isEmpty()
                                && part.length() <= 3
                                && part.chars().allMatch(digit -> digit >= '0' && digit <= '9'));
    }

    boolean hasToken() {
        return login != null;
    }

    /** The words of a server, or of a proxy, without the secret that was sent to it. */
    public String withoutSecret(String text) {
        return login == null ? text : login.hiddenIn(text);
    }

    /** The failure without that secret in its message and in those of its causes, which a stack trace shows. */
    TransportException withoutSecretIn(TransportException failure) {
        return hidesSecret(failure) ? failure : copyWithoutSecret(failure);
    }

    private boolean hidesSecret(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            var message = String.valueOf(at.getMessage());
            if (!withoutSecret(message).equals(message)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the one type that the reported problem depends on if a server repeats what it was sent. */
    private TransportException copyWithoutSecret(Throwable failure) {
        var message = withoutSecret(String.valueOf(failure.getMessage()));
        var cause = failure.getCause();
        var copy = new TransportException(
                message,
                failure instanceof GitHttpConnection.NotGitException
                        ? new GitHttpConnection.NotGitException(message)
                        : cause == null ? null : copyWithoutSecret(cause));
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    /**
     * After a failure: asks git's credential helpers if the server requires a login, and there is no token.
     *
     * @return whether new connections have a login that these had not
     */
    public boolean findsAnotherLogin() {
        return mayAsk
                && lastStatus().orElse(0) == HttpURLConnection.HTTP_UNAUTHORIZED
                && credentials.askAfterRefusal(configured, login);
    }

    /** Breaks the last connection, also while another thread waits for its answer. */
    public void disconnect() {
        var connection = last;
        if (connection != null) {
            connection.disconnect();
        }
    }

    /** Breaks the last connection, and opens no further one. */
    void breakOff() {
        broken = true;
        disconnect();
    }

    /** Limits the time of a question of a few requests; to be closed after its answer. */
    ConnectionDeadline deadline() {
        return new ConnectionDeadline(timeout.multipliedBy(QUESTION_FACTOR), this::breakOff);
    }

    /** The status of the last response; empty if there was none. */
    OptionalInt lastStatus() {
        var connection = last;
        return connection == null ? OptionalInt.empty() : connection.knownStatus();
    }

    /** The proxy of the last connection. */
    Optional<ProxyServer> lastProxy() {
        return lastProxy;
    }

    @Override
    public GitHttpConnection create(URL url) throws IOException {
        var proxy = proxies.of(url);
        lastProxy = proxy;
        var connection = new GitHttpConnection(GitProxies.open(url, proxy), tls);
        if (login != null && isConfiguredServer(url)) {
            connection.setRequestProperty("Authorization", login.authorization());
        }
        last = connection;
        if (broken) {
            throw new InterruptedIOException("the time for all requests is over");
        }
        return connection;
    }

    /**
     * @param proxy ignored: JGit knows Java's system properties only, which are asked first in any case
     */
    @Override
    public GitHttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        return create(url);
    }

    /**
     * Opens a connection to a path in the repository, with the configured timeout.
     *
     * @param path begins with a slash, for example {@code /info/refs}
     */
    public GitHttpConnection open(String path) throws IOException {
        return open(URI.create(configured.toString()), path);
    }

    /**
     * As {@link #open(String)}, at the address that the repository has after redirects.
     */
    public GitHttpConnection open(URI repository, String path) throws IOException {
        var base = repository.toString();
        int end = base.length();
        while (end > 0 && base.charAt(end - 1) == '/') {
            end--;
        }
        int millis = Math.toIntExact(timeout.toMillis());
        var connection = create(URI.create(base.substring(0, end) + path).toURL());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        return connection;
    }

    /**
     * A request after all redirects of the server were followed.
     *
     * @param base the repository's address there
     */
    public record Followed(GitHttpConnection connection, URI base) {}

    /**
     * Opens a connection to a path in the repository and follows redirects that keep this path, as git does for the
     * first request. The token is not sent elsewhere. Never leaves https.
     */
    public Followed follow(String path) throws IOException {
        var base = URI.create(configured.toString());
        for (int redirects = 0; ; redirects++) {
            var connection = open(base, path);
            var target = redirects < MAX_REDIRECTS ? target(connection, base) : Optional.<URI>empty();
            if (target.filter(there -> there.toString().endsWith(path)).isEmpty()) {
                return new Followed(connection, base);
            }
            var text = target.get().toString();
            base = URI.create(text.substring(0, text.length() - path.length()));
        }
    }

    /** Where an answer redirects to; empty if it does not, or to a place that is not allowed. */
    private static Optional<URI> target(GitHttpConnection connection, URI base) throws IOException {
        var location = connection.getHeaderField("Location");
        if (!REDIRECTS.contains(connection.getResponseCode()) || location == null) {
            return Optional.empty();
        }
        try {
            var target = URI.create(connection.getURL().toString()).resolve(location);
            boolean allowed = "https".equals(target.getScheme())
                    || ("http".equals(target.getScheme()) && "http".equals(base.getScheme()));
            return allowed ? Optional.of(target) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isConfiguredServer(URL url) {
        return url.getProtocol().equalsIgnoreCase(configured.getScheme())
                && url.getHost().equalsIgnoreCase(configured.getHost())
                && port(url.getPort(), url) == port(configured.getPort(), url);
    }

    private static int port(int port, URL url) {
        return port > 0 ? port : url.getDefaultPort();
    }
}
