// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A request to the fake.
 *
 * @param path as sent, not decoded
 * @param query decoded
 * @param scopes the values of the parameter that a request may have several times
 */
public record FakeRequest(
        String method,
        String path,
        Map<String, String> query,
        List<String> scopes,
        String authorization,
        String contentType,
        boolean byName,
        String body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static FakeRequest of(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var uri = exchange.getRequestURI();
        return new FakeRequest(
                exchange.getRequestMethod(),
                uri.getRawPath(),
                query(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                scopes(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                String.valueOf(headers.getFirst("Authorization")),
                String.valueOf(headers.getFirst("Content-Type")),
                "true".equals(headers.getFirst("X-Is-Resource-Name")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static List<String> scopes(String raw) {
        return Stream.of(raw.split("&"))
                .filter(pair -> pair.startsWith("scope="))
                .map(pair -> URLDecoder.decode(pair.substring("scope=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private static Map<String, String> query(String raw) {
        var query = new TreeMap<String, String>();
        for (var pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    boolean is(String method, String path) {
        return method().equals(method) && path().equals(path);
    }

    /** The body, which may have only these fields. */
    JsonNode json(Set<String> fields) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (IOException e) {
            throw new Refused("not JSON");
        }
        if (!contentType.equals("application/json")) {
            throw new Refused("Content-Type " + contentType);
        }
        only(node, fields);
        return node;
    }

    static void only(JsonNode node, Set<String> fields) {
        node.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw new Refused("unknown field " + name);
            }
        });
    }

    /** Ends a request with HTTP 400. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
