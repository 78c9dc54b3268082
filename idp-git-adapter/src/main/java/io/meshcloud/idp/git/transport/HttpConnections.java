// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalInt;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections to the remote. The token is sent with the first request, which saves a round trip, and only to
 * the scheme, host and port of the configured URL: after a redirect to another server it is not sent.
 */
public final class HttpConnections implements HttpConnectionFactory {
    private final HttpConnectionFactory jdk = new JDKHttpConnectionFactory();
    private final URIish configured;
    private final @Nullable String authorization;
    private final EnvironmentProxy proxies;
    private final Duration timeout;
    private @Nullable HttpConnection last;

    public HttpConnections(GitConfig config, RemoteUrl url) {
        this.configured = url.uri();
        this.timeout = config.timeout();
        this.proxies = new EnvironmentProxy(config.environment());
        this.authorization = config.token()
                .get()
                .map(token -> basic(url.user().orElse("x-access-token"), token))
                .orElse(null);
    }

    private static String basic(String user, String token) {
        var pair = (user + ":" + token).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    boolean hasToken() {
        return authorization != null;
    }

    /** The status of the last response; empty if there was none. */
    OptionalInt lastStatus() {
        var connection = last;
        try {
            return connection == null ? OptionalInt.empty() : OptionalInt.of(connection.getResponseCode());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        var chosen = proxy == null || proxy.type() == Proxy.Type.DIRECT ? proxies.of(url) : proxy;
        var connection = jdk.create(url, chosen);
        // Java would repeat the header at the redirect target. JGit follows redirects itself, with a new connection
        // each.
        connection.setInstanceFollowRedirects(false);
        if (authorization != null && isConfiguredServer(url)) {
            connection.setRequestProperty("Authorization", authorization);
        }
        last = connection;
        return connection;
    }

    /**
     * Opens a connection to a path in the repository, with the configured timeout.
     *
     * @param path begins with a slash, for example {@code /info/refs}
     */
    public HttpConnection open(String path) throws IOException {
        var repository = configured.toString().replaceAll("/+$", "");
        int millis = Math.toIntExact(timeout.toMillis());
        var connection = create(URI.create(repository + path).toURL());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        return connection;
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
