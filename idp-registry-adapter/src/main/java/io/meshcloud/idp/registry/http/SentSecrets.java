// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The secrets of a request. They must not be shown when the server repeats them in the words of a refusal. */
final class SentSecrets {
    /** Signatures in the query of a redirect are longer; a shorter value is the number of a page, or a name. */
    private static final int MIN_SIGNATURE = 16;

    private SentSecrets() {}

    /**
     * The body of an answer, with asterisks in place of the request's secrets: the credentials in its headers, and
     * signatures in its address.
     */
    static byte[] maskedIn(byte[] body, HttpRequest request) {
        return maskedIn(body, of(request));
    }

    /** The same for these secrets, which must not be empty. */
    static byte[] maskedIn(byte[] body, Set<String> secrets) {
        // One character for each byte, so that the bytes of the rest stay the same.
        var text = new String(body, ISO_8859_1);
        for (var secret : secrets) {
            var sent = new String(secret.getBytes(UTF_8), ISO_8859_1);
            text = text.replace(sent, "*".repeat(sent.length()));
        }
        return text.getBytes(ISO_8859_1);
    }

    private static Set<String> of(HttpRequest request) {
        var secrets = new LinkedHashSet<String>();
        Stream.of("Authorization", "Proxy-Authorization")
                .flatMap(name -> request.headers().firstValue(name).stream())
                .forEach(header -> {
                    var credential = header.substring(header.indexOf(' ') + 1);
                    secrets.add(credential);
                    if (header.startsWith("Basic ")) {
                        var account = new String(Base64.getDecoder().decode(credential), UTF_8);
                        secrets.add(account.substring(account.indexOf(':') + 1));
                    }
                });
        var query = request.uri().getRawQuery();
        if (query != null) {
            for (var parameter : query.split("&", -1)) {
                var value = parameter.substring(parameter.indexOf('=') + 1);
                if (value.length() >= MIN_SIGNATURE) {
                    secrets.add(value);
                }
            }
        }
        secrets.remove("");
        return secrets;
    }
}
