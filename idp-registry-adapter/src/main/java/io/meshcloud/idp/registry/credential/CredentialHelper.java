// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.credential;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code docker-credential-<name> get}, without a shell and for a limited time. Its error output is discarded,
 * because it may contain a secret. A helper sees no variables of idp, and so none of its secrets.
 *
 * <p>Source: docker-credential-helpers, "Development".
 */
final class CredentialHelper {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final String TOKEN_USER = "<token>";
    private static final int MAX_ANSWER = 64 * 1024;
    private static final String NOT_FOUND = "credentials not found";

    /** idp's own variables begin with this prefix. */
    private static final String OWN_PREFIX = "IDP_";

    private final Map<String, String> environment;
    private final Duration timeout;

    CredentialHelper(Map<String, String> environment) {
        this(environment, Duration.ofSeconds(10));
    }

    CredentialHelper(Map<String, String> environment, Duration timeout) {
        var passed = new HashMap<>(environment);
        passed.keySet().removeIf(variable -> variable.startsWith(OWN_PREFIX));
        this.environment = Map.copyOf(passed);
        this.timeout = timeout;
    }

    /**
     * The helper's credential for a server; empty if it has none.
     *
     * @param name the helper's name in the configuration
     * @param server the server's name for the helper
     * @param config the configuration file, for messages
     */
    Optional<Credential> get(String name, String server, Path config) {
        if (!NAME.matcher(name).matches()) {
            throw refused(name, "has an invalid name", config);
        }
        var program = "docker-credential-" + name;
        var found = onPath(program)
                .orElseThrow(
                        () -> refused(name, "needs the program " + program + ", which is not on the PATH", config));
        var builder = new ProcessBuilder(found.toString(), "get").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw refused(name, "cannot be started: " + found + " is not an executable program", config);
        }
        try {
            return answer(process, server, name, config);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Optional<Path> onPath(String program) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Waits for the end of the process, not for that of its output: a process that it started can keep the output open.
     */
    private Optional<Credential> answer(Process process, String server, String name, Path config) {
        send(process, server);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw refused(name, "gave no answer within " + timeout.toSeconds() + " seconds", config);
            }
            var output = process.getInputStream();
            var bytes = output.readNBytes(Math.min(output.available(), MAX_ANSWER));
            if (process.exitValue() == 0) {
                return Optional.of(credential(bytes, name, config));
            }
            if (new String(bytes, StandardCharsets.UTF_8).strip().startsWith(NOT_FOUND)) {
                return Optional.empty();
            }
            throw refused(name, "failed with exit code " + process.exitValue(), config);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(name, "was interrupted", config);
        } catch (IOException e) {
            throw refused(name, "closed its pipes early", config);
        }
    }

    /** The name of a server fits into a pipe, so this does not wait for the helper. */
    private static void send(Process process, String server) {
        try (var out = process.getOutputStream()) {
            out.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A helper may answer without reading its input.
        }
    }

    private static Credential credential(byte[] bytes, String name, Path config) {
        try {
            var answer = Json.object(bytes);
            var user = Json.text(answer, "Username");
            var secret = Json.text(answer, "Secret");
            if (user.isPresent() && secret.isPresent()) {
                var origin = "docker-credential-" + name;
                return user.get().equals(TOKEN_USER)
                        ? Credential.identityToken(secret.get(), origin)
                        : new Credential(user.get(), secret.get(), origin);
            }
        } catch (MalformedException e) {
            // Handled below like an answer that lacks a field.
        }
        throw refused(name, "did not answer with Username and Secret", config);
    }

    private static IdpException refused(String name, String why, Path config) {
        return Problem.of(
                        ProblemCode.INVALID_CONFIGURATION,
                        "Docker's credential helper " + Quoted.of(name) + " " + why,
                        config.toString(),
                        "correct or remove the helper in that file, or set IDP_REGISTRY_<HOST>_USER and _PASSWORD")
                .asException();
    }
}
