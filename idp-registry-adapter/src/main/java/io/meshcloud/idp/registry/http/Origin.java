package io.meshcloud.idp.registry.http;

import java.net.URI;
import java.util.Locale;

/**
 * The server that a URL belongs to: two URLs with the same one may be trusted alike, whether the port that the scheme has by
 * itself is written out or not.
 *
 * <p>Source: RFC 6454, section 4.
 */
public record Origin(String scheme, String host, int port) {

    /** Of an absolute http or https URL with a host. */
    public static Origin of(URI uri) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** Whether a URL leads to the same server; false for one that leads to none. */
    public boolean has(URI uri) {
        return uri.getScheme() != null && uri.getHost() != null && equals(of(uri));
    }
}
