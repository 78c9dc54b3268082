// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A token service on loopback for a real registry, with accounts that may do different things in different
 * repositories. It grants the allowed part of the requested scopes and ignores the rest, like Harbor's.
 *
 * <p>Source: Distribution, "Token authentication implementation".
 */
final class TokenService implements AutoCloseable {
    private static final String ISSUER = "a test's token service";
    private static final String REGISTRY = "a-real-registry";
    private static final String KEYS_PASSWORD = "changeit";

    private final HttpServer server;
    private final Path certificate;
    private final String encodedCertificate;
    private final PrivateKey key;
    private final Map<String, String> passwords = new HashMap<>();
    private final Map<String, Set<String>> rights = new HashMap<>();
    private final List<String> issued = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean nextIsExpired = new AtomicBoolean();

    TokenService(Path folder) throws IOException, GeneralSecurityException {
        var keys = folder.resolve("token-keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        RealPart.run(
                folder,
                keytool,
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-alias",
                "token",
                "-dname",
                "CN=token service",
                "-storepass",
                KEYS_PASSWORD,
                "-keystore",
                keys.toString());
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keys)) {
            store.load(in, KEYS_PASSWORD.toCharArray());
        }
        key = (PrivateKey) store.getKey("token", KEYS_PASSWORD.toCharArray());
        encodedCertificate =
                Base64.getEncoder().encodeToString(store.getCertificate("token").getEncoded());
        certificate = Files.writeString(
                folder.resolve("token.pem"),
                "-----BEGIN CERTIFICATE-----\n" + encodedCertificate.replaceAll("(.{64})", "$1\n")
                        + "\n-----END CERTIFICATE-----\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::serve);
        server.start();
    }

    /** The registry's settings below {@code auth} to trust this service. */
    String auth() {
        return "token: {realm: \"" + url() + "\", service: " + REGISTRY + ", issuer: \"" + ISSUER
                + "\", rootcertbundle: " + certificate + "}";
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
    }

    /** An account, and its rights in a repository: {@code pull}, {@code push}. */
    void allow(String user, String password, String repository, String... actions) {
        passwords.put(user, password);
        rights.put(user + " " + repository, Set.of(actions));
    }

    /** Makes the next token expired, although it claims a lifetime of an hour. */
    void letTheNextBeExpired() {
        nextIsExpired.set(true);
    }

    /** The scopes of the tokens so far. */
    List<String> issued() {
        return List.copyOf(issued);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var user = user(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (user.isEmpty()) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var body = Json.write(answer(user, scopes(exchange.getRequestURI())));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String user(String authorization) {
        var shown = new String(
                Base64.getDecoder().decode(authorization.replaceFirst("^(Basic |null$)", "")), StandardCharsets.UTF_8);
        return passwords.entrySet().stream()
                .filter(account -> shown.equals(account.getKey() + ":" + account.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static List<String> scopes(URI uri) {
        return List.of(uri.getRawQuery().split("&")).stream()
                .filter(parameter -> parameter.startsWith("scope="))
                .map(parameter -> URLDecoder.decode(parameter.substring("scope=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private JsonNode answer(String user, List<String> scopes) throws GeneralSecurityException {
        var now = Instant.now().getEpochSecond();
        // A registry tolerates a minute.
        var end = nextIsExpired.getAndSet(false) ? now - 600 : now + 3600;
        var claims = Json.emptyObject();
        claims.put("iss", ISSUER).put("sub", user).put("aud", REGISTRY).put("jti", "t-" + issued.size());
        claims.put("iat", now - 1200).put("nbf", now - 1200).put("exp", end);
        var access = claims.putArray("access");
        for (var scope : scopes) {
            var parts = scope.split(":");
            var granted = new TreeSet<>(List.of(parts[2].split(",")));
            granted.retainAll(rights.getOrDefault(user + " " + parts[1], Set.of()));
            var actions = access.addObject()
                    .put("type", parts[0])
                    .put("name", parts[1])
                    .putArray("actions");
            granted.forEach(actions::add);
            issued.add(user + " " + parts[1] + " " + granted);
        }
        return Json.emptyObject().put("token", signed(claims)).put("expires_in", 3600);
    }

    /** A JSON Web Token (RFC 7519) signed with RS256 (RFC 7518, section 3.3). */
    private String signed(JsonNode claims) throws GeneralSecurityException {
        var header = Json.emptyObject().put("typ", "JWT").put("alg", "RS256");
        header.putArray("x5c").add(encodedCertificate);
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var text = encoder.encodeToString(Json.write(header)) + "." + encoder.encodeToString(Json.write(claims));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoder.encodeToString(signature.sign());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
