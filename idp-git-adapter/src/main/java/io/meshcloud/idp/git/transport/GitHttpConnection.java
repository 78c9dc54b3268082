// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URL;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request of Git's protocol. Its answer is read only if the content type says that a Git service wrote it:
 * everything else, such as the page of a proxy, would otherwise be mistaken for a repository without branches. So Git's
 * dumb protocol is not supported. Limits the bytes and the time of an answer. Certificates are always checked.
 *
 * <p>Source: Git's {@code gitprotocol-http}, "Smart Clients" and "Smart Server Response".
 */
public final class GitHttpConnection implements HttpConnection {
    private static final long MAX_PACK_BYTES = 4L << 30;
    private static final long MAX_ANSWER_BYTES = 64L << 20;
    private static final Duration MAX_TIME = Duration.ofMinutes(10);

    private static final String DISCOVERY = "/info/refs";
    private static final String DISCOVERY_QUERY = "service=";
    private static final String UPLOAD_PACK = "git-upload-pack";
    private static final List<String> SERVICES = List.of(UPLOAD_PACK, "git-receive-pack");

    private final HttpURLConnection connection;
    private volatile int status;

    GitHttpConnection(HttpURLConnection connection, @Nullable SSLSocketFactory tls) {
        this.connection = connection;
        // Java would repeat the Authorization header at the redirect target.
        connection.setInstanceFollowRedirects(false);
        if (tls != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls);
        }
    }

    /** The answer is not one of Git's protocol. */
    static final class NotGitException extends IOException {
        private static final long serialVersionUID = 1L;

        NotGitException(String message) {
            super(message);
        }
    }

    /**
     * The body, within limits.
     *
     * @throws NotGitException if no Git service wrote it
     */
    @Override
    public InputStream getInputStream() throws IOException {
        var in = connection.getInputStream();
        var url = connection.getURL();
        var service = service(url);
        var expected = "application/x-" + service + (isDiscovery(url) ? "-advertisement" : "-result");
        var type = connection.getContentType();
        if (service.isEmpty() || !expected.equals(mediaType(type))) {
            in.close();
            throw new NotGitException("the content type of the answer is " + (type == null ? "missing" : type));
        }
        if (connection.getContentEncoding() != null) {
            in.close();
            throw new NotGitException("the answer is encoded although that was not allowed");
        }
        if (!service.equals(UPLOAD_PACK)) {
            return new LimitedInput(in, MAX_ANSWER_BYTES, MAX_TIME);
        }
        return new LimitedPackets(new LimitedInput(in, MAX_PACK_BYTES, MAX_TIME));
    }

    private static String mediaType(@Nullable String type) {
        var text = type == null ? "" : type;
        int parameters = text.indexOf(';');
        return (parameters < 0 ? text : text.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isDiscovery(URL url) {
        return url.getPath().endsWith(DISCOVERY);
    }

    /** The service that a URL requests; empty for any other file of a repository. */
    private static String service(URL url) {
        return SERVICES.stream()
                .filter(service -> isDiscovery(url)
                        ? (DISCOVERY_QUERY + service).equals(url.getQuery())
                        : url.getPath().endsWith("/" + service))
                .findFirst()
                .orElse("");
    }

    /** Breaks the connection, also while another thread waits for the answer. */
    public void disconnect() {
        connection.disconnect();
    }

    @Override
    public int getResponseCode() throws IOException {
        int code = connection.getResponseCode();
        status = code;
        return code;
    }

    /** The status, if it was read already; does not wait. Empty if there was no answer in HTTP. */
    OptionalInt knownStatus() {
        int code = status;
        return code > 0 ? OptionalInt.of(code) : OptionalInt.empty();
    }

    @Override
    public URL getURL() {
        return connection.getURL();
    }

    @Override
    public @Nullable String getResponseMessage() throws IOException {
        return connection.getResponseMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return connection.getHeaderFields();
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return connection.getHeaderFields().entrySet().stream()
                .filter(field -> name.equalsIgnoreCase(field.getKey()))
                .flatMap(field -> field.getValue().stream())
                .toList();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return connection.getHeaderField(name);
    }

    /** Never asks for compression: the limit of bytes would not apply to the decompressed data. */
    @Override
    public void setRequestProperty(String key, String value) {
        connection.setRequestProperty(key, key.equalsIgnoreCase("Accept-Encoding") ? "identity" : value);
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
        connection.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean useCaches) {
        connection.setUseCaches(useCaches);
    }

    @Override
    public void setConnectTimeout(int millis) {
        connection.setConnectTimeout(millis);
    }

    @Override
    public void setReadTimeout(int millis) {
        connection.setReadTimeout(millis);
    }

    @Override
    public @Nullable String getContentType() {
        return connection.getContentType();
    }

    @Override
    public int getContentLength() {
        return connection.getContentLength();
    }

    /** Redirects are never followed here: the caller decides which headers a redirected request has. */
    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {
        connection.setInstanceFollowRedirects(false);
    }

    @Override
    public void setDoOutput(boolean doOutput) {
        connection.setDoOutput(doOutput);
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        connection.setFixedLengthStreamingMode(length);
    }

    /** Announces the size of the body, which is then sent without a copy in memory. */
    public void setFixedLengthStreamingMode(long length) {
        connection.setFixedLengthStreamingMode(length);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return connection.getOutputStream();
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        connection.setChunkedStreamingMode(length);
    }

    @Override
    public String getRequestMethod() {
        return connection.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
        return connection.usingProxy();
    }

    @Override
    public void connect() throws IOException {
        connection.connect();
    }

    /** JGit calls this to switch the check of certificates off, which no setting of idp allows. */
    @Override
    public void configure(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random) {
        throw new UnsupportedOperationException("certificates are always checked");
    }

    /** As {@link #configure}. */
    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new UnsupportedOperationException("certificates are always checked");
    }
}
