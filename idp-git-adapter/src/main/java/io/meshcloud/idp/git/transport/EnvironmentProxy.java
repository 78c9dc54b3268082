// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy from the environment: {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}, also
 * in upper case, as curl and git read them. {@code HTTP_PROXY} is ignored, because in a CGI program the client controls
 * it.
 */
record EnvironmentProxy(Map<String, String> environment) {

    Proxy of(URL url) {
        var scheme = url.getProtocol().toLowerCase(Locale.ROOT);
        var value = scheme.equals("http") ? variable("http_proxy") : either(scheme + "_proxy");
        var chosen = value.isEmpty() ? either("all_proxy") : value;
        return chosen.isEmpty() || isExempt(url.getHost()) ? Proxy.NO_PROXY : parse(chosen);
    }

    private boolean isExempt(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return Arrays.stream(either("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> entry.equals("*") || name.equals(entry) || name.endsWith("." + entry));
    }

    private static Proxy parse(String value) {
        try {
            var uri = URI.create(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() == null) {
                return Proxy.NO_PROXY;
            }
            boolean socks = uri.getScheme().startsWith("socks");
            int port = uri.getPort() > 0 ? uri.getPort() : socks ? 1080 : 80;
            return new Proxy(
                    socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(uri.getHost(), port));
        } catch (IllegalArgumentException e) {
            return Proxy.NO_PROXY;
        }
    }

    private String either(String name) {
        var value = variable(name);
        return value.isEmpty() ? variable(name.toUpperCase(Locale.ROOT)) : value;
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
