package io.meshcloud.idp.git.transport;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.config.GitConfig;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections of one conversation with the remote. The token goes out with the first request, which saves a
 * round trip, and only to the scheme, host and port of the configured URL: a redirect elsewhere gets none.
 */
public final class HttpConnections implements HttpConnectionFactory {
    private final HttpConnectionFactory jdk = new JDKHttpConnectionFactory();
    private final URIish home;
    private final @Nullable String authorization;
    private final EnvironmentProxy proxies;
    private @Nullable HttpConnection last;

    public HttpConnections(GitConfig config, RemoteUrl url) {
        this.home = url.uri();
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

    /** What the server answered last; empty if there was no answer. */
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
        // Java would take the header along; JGit follows by itself, with a new connection for each step.
        connection.setInstanceFollowRedirects(false);
        if (authorization != null && isHome(url)) {
            connection.setRequestProperty("Authorization", authorization);
        }
        last = connection;
        return connection;
    }

    private boolean isHome(URL url) {
        return url.getProtocol().equalsIgnoreCase(home.getScheme())
                && url.getHost().equalsIgnoreCase(home.getHost())
                && port(url.getPort(), url) == port(home.getPort(), url);
    }

    private static int port(int port, URL url) {
        return port > 0 ? port : url.getDefaultPort();
    }
}
