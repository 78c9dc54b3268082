// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credential helpers in the Git settings of user and machine ({@code credential.helper}). The installed git asks
 * them, with its own rules about URLs. A repository's settings are not read, whatever the current folder is: a person
 * who can write to a repository must not choose a program that runs here. Nothing is stored or erased in a helper, and
 * there is no prompt. Remembers the last answer. Thread-safe.
 *
 * <p>Source: {@code git-credential(1)}, {@code gitcredentials(7)}.
 */
public final class CredentialHelper {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialHelper.class);

    private static final String HIDDEN = "***";
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** A helper may ask a server for a token. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** idp's own variables, and so its secrets, begin with this prefix; git and its helpers do not see them. */
    private static final String OWN_PREFIX = "IDP_";

    private final Map<String, String> environment;
    private final Duration patience;
    private final AtomicReference<@Nullable Login> last = new AtomicReference<>();

    CredentialHelper(Map<String, String> environment) {
        this(environment, PATIENCE);
    }

    CredentialHelper(Map<String, String> environment, Duration patience) {
        this.environment = Map.copyOf(environment);
        this.patience = patience;
    }

    /** A user and a password or token. A server may repeat them, so its words are shown only without them. */
    public record Login(String user, String password) {
        /** The value of the header {@code Authorization}. */
        public String authorization() {
            return "Basic " + encoded();
        }

        private String encoded() {
            return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        /** The text with asterisks in place of what was sent. */
        public String hiddenIn(String text) {
            return text.replace(encoded(), HIDDEN).replace(password, HIDDEN);
        }

        @Override
        public String toString() {
            return "a login";
        }
    }

    /** What the helpers answered last. */
    public Optional<Login> known() {
        return Optional.ofNullable(last.get());
    }

    /**
     * Asks the helpers after a server refused access.
     *
     * @param uri of the repository
     * @param refused the login that the server refused; absent if none was sent
     * @return whether another login is known now
     */
    public boolean askAfterRefusal(URIish uri, @Nullable Login refused) {
        try {
            var answer = login(fill(question(uri)));
            answer.ifPresent(last::set);
            return answer.isPresent() && !answer.get().equals(refused);
        } catch (IOException e) {
            LOG.info("the credential helpers of git gave no answer: {}", e.getMessage());
            return false;
        }
    }

    private static String question(URIish uri) throws IOException {
        var text = new StringBuilder();
        add(text, "protocol", uri.getScheme().toLowerCase(Locale.ROOT));
        add(text, "host", uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : ""));
        var path = String.valueOf(uri.getRawPath());
        add(text, "path", path.startsWith("/") ? path.substring(1) : path);
        if (uri.getUser() != null) {
            add(text, "username", uri.getUser());
        }
        return text.append('\n').toString();
    }

    private static void add(StringBuilder text, String key, String value) throws IOException {
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new IOException("the URL has a line break");
        }
        text.append(key).append('=').append(value).append('\n');
    }

    /** Runs {@code git credential fill}; empty if no helper has an answer. */
    private String fill(String question) throws IOException {
        // Started through a shell, which searches the given path rather than that of this process.
        var builder = new ProcessBuilder("sh", "-c", "exec git credential fill")
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(variables());
        var process = builder.start();
        try {
            try (var out = process.getOutputStream()) {
                out.write(question.getBytes(StandardCharsets.UTF_8));
            }
            // Not for the end of its output: a process that a helper started can keep it open.
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no answer after " + patience.toSeconds() + " s");
            }
            var output = process.getInputStream();
            var bytes = output.readNBytes(Math.min(output.available(), MAX_ANSWER_BYTES));
            return process.exitValue() == 0 ? new String(bytes, StandardCharsets.UTF_8) : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The variables of git: the process's own, but no repository and no prompt. */
    private Map<String, String> variables() {
        var variables = new HashMap<>(environment);
        variables.keySet().removeIf(name -> name.startsWith(OWN_PREFIX));
        variables.remove("GIT_COMMON_DIR");
        variables.remove("GIT_WORK_TREE");
        variables.put("GIT_DIR", "/dev/null");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_ASKPASS", "");
        return variables;
    }

    private static Optional<Login> login(String answer) {
        var user = value(answer, "username=");
        var password = value(answer, "password=");
        return user.isPresent() && password.filter(text -> !text.isEmpty()).isPresent()
                ? Optional.of(new Login(user.get(), password.get()))
                : Optional.empty();
    }

    private static Optional<String> value(String answer, String key) {
        return answer.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .filter(value -> value.chars().noneMatch(Character::isISOControl))
                .findFirst();
    }
}
