// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials that {@code docker login} writes to {@code config.json}: from the host's helper program, the store for all
 * hosts, or the file itself. The file is read each time, so that a new login is used at once.
 *
 * <p>Source: Docker CLI reference, "docker login", "Credential stores" and "Credential helpers".
 */
final class DockerCredentials implements CredentialSource {
    private static final String HUB = "docker.io";
    private static final List<String> HUB_NAMES = List.of("https://index.docker.io/v1/", "index.docker.io");

    private final Path file;
    private final CredentialHelper helper;

    DockerCredentials(Path file, CredentialHelper helper) {
        this.file = file;
        this.helper = helper;
    }

    /** Reads the file in the folder {@code DOCKER_CONFIG}, else in {@code .docker} of the user's home. */
    static DockerCredentials of(Map<String, String> environment, Path home) {
        var configured = environment.getOrDefault("DOCKER_CONFIG", "");
        var folder = configured.isEmpty()
                ? home.resolve(".docker")
                : home.getFileSystem().getPath(configured);
        return new DockerCredentials(folder.resolve("config.json"), new CredentialHelper(environment));
    }

    @Override
    public Optional<Credential> find(String host) {
        var config = config();
        if (config.isEmpty()) {
            return Optional.empty();
        }
        var hostHelper = namesOf(host).stream()
                .flatMap(name -> Json.text(config.get().path("credHelpers"), name).stream())
                .findFirst();
        if (hostHelper.isPresent()) {
            return fromHelper(hostHelper.get(), host);
        }
        return Json.text(config.get(), "credsStore")
                .flatMap(store -> fromHelper(store, host))
                .or(() -> stored(config.get().path("auths"), host));
    }

    private Optional<JsonNode> config() {
        try {
            var bytes = Files.readAllBytes(file);
            return Optional.of(Json.object(bytes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw refused("Docker's config.json " + e.why(), "correct the file, or recreate it with docker login");
        } catch (IOException e) {
            throw refused(
                    "Docker's config.json cannot be read", "let the user running idp read it, or set DOCKER_CONFIG");
        }
    }

    private Optional<Credential> fromHelper(String name, String host) {
        for (var server : namesOf(host)) {
            var found = helper.get(name, server, file);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Credential> stored(JsonNode auths, String host) {
        for (var name : namesOf(host)) {
            var exact = auths.get(name);
            if (exact != null) {
                var found = entry(exact);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (var entry : auths.properties()) {
            if (namesOf(host).contains(hostOf(entry.getKey()))) {
                var found = entry(entry.getValue());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> namesOf(String host) {
        return host.equals(HUB) ? List.of(HUB_NAMES.get(0), HUB_NAMES.get(1), HUB) : List.of(host);
    }

    /** The host of a key; older versions of Docker write a URL such as {@code https://host/v1/}. */
    private static String hostOf(String key) {
        int scheme = key.indexOf("://");
        boolean isUrl = key.startsWith("https://") || key.startsWith("http://");
        var rest = isUrl ? key.substring(scheme + "://".length()) : key;
        int slash = rest.indexOf('/');
        var path = slash < 0 ? "" : rest.substring(slash);
        boolean wholeHost = List.of("", "/", "/v1", "/v1/", "/v2", "/v2/").contains(path);
        return wholeHost ? rest.substring(0, rest.length() - path.length()).toLowerCase(Locale.ROOT) : "";
    }

    private Optional<Credential> entry(JsonNode entry) {
        var origin = file.toString();
        var token = Json.text(entry, "identitytoken");
        if (token.isPresent()) {
            return Optional.of(Credential.identityToken(token.get(), origin));
        }
        var auth = Json.text(entry, "auth");
        if (auth.isPresent()) {
            return Optional.of(decoded(auth.get(), origin));
        }
        var user = Json.text(entry, "username");
        var password = Json.text(entry, "password");
        return user.flatMap(name -> password.map(secret -> new Credential(name, secret, origin)));
    }

    /** Some tools pad the password with zeros. */
    private static String withoutPadding(String password) {
        int end = password.length();
        while (end > 0 && password.charAt(end - 1) == '\0') {
            end--;
        }
        return password.substring(0, end);
    }

    private Credential decoded(String auth, String origin) {
        try {
            var pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new Credential(pair.substring(0, colon), withoutPadding(pair.substring(colon + 1)), origin);
            }
        } catch (IllegalArgumentException e) {
            // Refused below; the exception's message quotes a part of the secret.
        }
        throw refused("an auth entry of Docker's config.json is not the Base64 of user:password", "log in again");
    }

    private IdpException refused(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, file.toString(), fix)
                .asException();
    }
}
