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
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file that {@code docker login} or {@code podman login} writes. A key names a registry's host or a part of it, such
 * as {@code host/organisation}. The file is read each time, so that a new login is used at once.
 *
 * <p>Source: Docker CLI reference, "docker login"; containers-auth.json(5).
 *
 * @param path where it is
 * @param name how messages name it
 */
record AuthFile(Path path, String name) {
    private static final String HUB = "docker.io";
    private static final List<String> HUB_NAMES = List.of("https://index.docker.io/v1/", "index.docker.io", HUB);
    private static final String HELPERS = "credHelpers";
    private static final String STORE = "credsStore";
    private static final String ENTRIES = "auths";

    /** The content at one moment. */
    final class Content {
        private final JsonNode json;

        private Content(JsonNode json) {
            this.json = json;
        }

        /**
         * Whether there is an entry or a helper program for exactly this key. A store for all hosts may have an entry
         * for any host.
         */
        boolean has(String key) {
            return helper(key).isPresent()
                    || (isHost(key) && store().isPresent())
                    || stored(key).isPresent();
        }

        /** The credential for exactly this key, from the key's helper program, the store for all hosts, or the file. */
        Optional<Credential> find(String key, CredentialHelper programs) {
            var helper = helper(key);
            if (helper.isPresent()) {
                return ask(programs, helper.get(), key);
            }
            return store().filter(program -> isHost(key))
                    .flatMap(program -> ask(programs, program, key))
                    .or(() -> stored(key));
        }

        private Optional<String> helper(String key) {
            return AuthFile.names(key)
                    .flatMap(each -> Json.text(json.path(HELPERS), each).stream())
                    .findFirst();
        }

        private Optional<String> store() {
            return Json.text(json, STORE);
        }

        private Optional<Credential> ask(CredentialHelper programs, String program, String key) {
            return AuthFile.names(key)
                    .flatMap(server -> programs.get(program, server, path).stream())
                    .findFirst();
        }

        private Optional<Credential> stored(String key) {
            var entries = json.path(ENTRIES);
            var exact = AuthFile.names(key).map(entries::path).flatMap(entry -> entry(entry).stream());
            var written = entries.properties().stream()
                    .filter(entry -> AuthFile.names(key).anyMatch(hostOf(entry.getKey())::equals))
                    .flatMap(entry -> entry(entry.getValue()).stream());
            return Stream.concat(exact, written).findFirst();
        }
    }

    /** Empty if there is no such file. */
    Optional<Content> read() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw refused(name + " is not a regular file", "name a file, or remove it");
        }
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(Json.MAX_BYTES + 1);
            if (bytes.length > Json.MAX_BYTES) {
                throw refused(name + " is larger than " + Json.MAX_BYTES + " bytes", "recreate it by logging in again");
            }
            return Optional.of(new Content(Json.object(bytes)));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw refused(name + " " + e.why(), "correct the file, or recreate it by logging in again");
        } catch (IOException e) {
            throw refused(name + " cannot be read", "let the user running idp read it, or name another file");
        }
    }

    private static boolean isHost(String key) {
        return key.indexOf('/') < 0;
    }

    /** The spellings of a key; Docker Hub has several. */
    private static Stream<String> names(String key) {
        if (key.equals(HUB)) {
            return HUB_NAMES.stream();
        }
        return key.startsWith(HUB + "/") ? Stream.of(key, "index." + key) : Stream.of(key);
    }

    /** The host of a key; older versions of Docker write a URL such as {@code https://host/v1/}. */
    private static String hostOf(String key) {
        int scheme = key.indexOf("://");
        boolean isUrl = key.startsWith("https://") || key.startsWith("http://");
        var rest = isUrl ? key.substring(scheme + "://".length()) : key;
        int slash = rest.indexOf('/');
        var below = slash < 0 ? "" : rest.substring(slash);
        boolean wholeHost = List.of("", "/", "/v1", "/v1/", "/v2", "/v2/").contains(below);
        return wholeHost ? rest.substring(0, rest.length() - below.length()).toLowerCase(Locale.ROOT) : "";
    }

    private Optional<Credential> entry(JsonNode entry) {
        var origin = path.toString();
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
        return user.flatMap(each -> password.map(secret -> new Credential(each, secret, origin)));
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
        throw refused("an auth entry of " + name + " is not the Base64 of user:password", "log in again");
    }

    private IdpException refused(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, path.toString(), fix)
                .asException();
    }
}
