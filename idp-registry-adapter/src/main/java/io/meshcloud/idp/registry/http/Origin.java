// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.net.URI;
import java.util.Locale;

/**
 * The server of a URL. Two URLs of one origin may be trusted alike; a URL with the scheme's default port has the same
 * origin as one without a port.
 *
 * <p>Source: RFC 6454, section 4.
 */
public record Origin(String scheme, String host, int port) {

    /** The origin of an absolute http or https URL with a host. */
    public static Origin of(URI uri) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** Whether a URL is of this origin; false for a URL without a host. */
    public boolean has(URI uri) {
        return uri.getScheme() != null && uri.getHost() != null && equals(of(uri));
    }
}
