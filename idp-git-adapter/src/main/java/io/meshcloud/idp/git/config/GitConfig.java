// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Where the GitOps State Repository is and how it is reached. Shows no secret: the token is read when it is needed,
 * and {@link #toString()} prints the URL only.
 *
 * @param url a path, {@code file://}, {@code http(s)://}, {@code ssh://}, {@code git://} or {@code user@host:path};
 *     never with a password
 * @param branch the branch; absent for the remote's default branch
 * @param cacheFolder the folder in which each repository and branch gets its own cache; may be deleted at any time
 * @param committer the platform, author and committer of every commit
 * @param token the password or token for {@code http(s)://}, sent only to the host of the URL
 * @param credentials asked for a login if there is no token and the server requires one
 * @param sshFolder the folder of {@code known_hosts}, {@code config} and keys
 * @param timeout how long the remote may stay silent in one network step; at least a second
 * @param clock the time of commits
 * @param environment the process's variables: proxies, ssh agent, search path
 * @param signing the key that signs commits, and the keys that are trusted
 * @param upkeep how much maintenance the cache gets in the background
 * @param authorities the certificate authorities to trust for an {@code https://} URL
 * @param sendsTokenUnencrypted whether the token may be sent over {@code http://} to another machine, where everybody
 *     on the way can read it
 */
public record GitConfig(
        String url,
        @Nullable String branch,
        Path cacheFolder,
        Identity committer,
        Supplier<Optional<String>> token,
        CredentialHelper credentials,
        Path sshFolder,
        Duration timeout,
        Clock clock,
        Map<String, String> environment,
        Signing signing,
        Upkeep upkeep,
        TrustedAuthorities authorities,
        boolean sendsTokenUnencrypted) {
    /** The variable with the token for {@code http(s)://}. */
    public static final String TOKEN_VARIABLE = "IDP_STATE_TOKEN";

    /** The variable with the name of a file that contains the token. */
    public static final String TOKEN_FILE_VARIABLE = "IDP_STATE_TOKEN_FILE";

    /** The flag of the command line for {@link #authorities}. */
    public static final String AUTHORITIES_FLAG = "--state-ca";

    /** The flag of the command line for {@link #sendsTokenUnencrypted}. */
    public static final String INSECURE_FLAG = "--state-insecure";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public GitConfig {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(cacheFolder, "cacheFolder");
        Objects.requireNonNull(committer, "committer");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(sshFolder, "sshFolder");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(signing, "signing");
        Objects.requireNonNull(upkeep, "upkeep");
        Objects.requireNonNull(authorities, "authorities");
        environment = Map.copyOf(environment);
        RemoteUrl.parse(url);
        if (branch != null && !Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw invalid(Quoted.of(branch) + " is not a valid branch name", "give a branch name, for example main");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw invalid("the timeout is shorter than one second", "give at least one second");
        }
    }

    /**
     * The name and mail address in every commit.
     *
     * @param name of the platform, one line
     * @param mail of the platform; does not need to receive mail
     */
    public record Identity(String name, String mail) {
        /** The identity if none is configured. */
        public static final Identity DEFAULT = new Identity("idp", "idp@localhost");

        public Identity {
            requireSafe(name);
            requireSafe(mail);
        }

        private static void requireSafe(String text) {
            if (text.isBlank() || !text.codePoints().allMatch(p -> Quoted.isHarmless(p) && p != '<' && p != '>')) {
                throw invalid(
                        Quoted.of(text) + " cannot be a name or mail address in a commit",
                        "use one line without '<' and '>'");
            }
        }
    }

    /** How much maintenance the cache gets in the background. */
    public enum Upkeep {
        /** For a long-lived process: completes and packs history and writes the commit-graph before they are needed. */
        AHEAD,
        /** For a single command: packs only when too many files slow down every process. */
        WHEN_CROWDED
    }

    /**
     * Signatures of commits with ssh keys, as git creates and verifies them with {@code gpg.format=ssh}.
     *
     * @param key the file of a private key without a passphrase, or of a public key ({@code .pub}) whose private key is
     *     next to it or in the ssh agent; absent to leave commits unsigned
     * @param allowedSigners the file of trusted keys; absent to leave signatures unverified
     */
    public record Signing(@Nullable Path key, @Nullable Path allowedSigners) {
        /** Nothing is signed, nothing is verified. */
        public static final Signing NONE = new Signing(null, null);
    }

    /** The defaults for a URL. Token, cache folder, home, proxies and agent come from the environment. */
    public static GitConfig of(String url, Map<String, String> environment) {
        return new GitConfig(
                url,
                null,
                usualCacheFolder(environment),
                Identity.DEFAULT,
                () -> StateToken.in(environment),
                new CredentialHelper(environment),
                home(environment).resolve(".ssh"),
                DEFAULT_TIMEOUT,
                Clock.systemUTC(),
                environment,
                Signing.NONE,
                Upkeep.AHEAD,
                TrustedAuthorities.of(null, environment),
                false);
    }

    /** The cache folder of a user who chose none: {@code idp/state} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
    public static Path usualCacheFolder(Map<String, String> environment) {
        return absolute(environment.get("XDG_CACHE_HOME"))
                .orElseGet(() -> home(environment).resolve(".cache"))
                .resolve("idp")
                .resolve("state");
    }

    /** A user without a home has the root folder, never the current one, whose files may be somebody else's. */
    private static Path home(Map<String, String> environment) {
        return absolute(environment.get("HOME"))
                .or(() -> absolute(System.getProperty("user.home")))
                .orElse(Path.of("/"));
    }

    private static Optional<Path> absolute(@Nullable String folder) {
        return Optional.ofNullable(folder).map(Path::of).filter(Path::isAbsolute);
    }

    public GitConfig withBranch(@Nullable String value) {
        return with(copy -> copy.branch = value);
    }

    public GitConfig withCacheFolder(Path value) {
        return with(copy -> copy.cacheFolder = value);
    }

    public GitConfig withCommitter(Identity value) {
        return with(copy -> copy.committer = value);
    }

    public GitConfig withToken(Supplier<Optional<String>> value) {
        return with(copy -> copy.token = value);
    }

    public GitConfig withSshFolder(Path value) {
        return with(copy -> copy.sshFolder = value);
    }

    public GitConfig withTimeout(Duration value) {
        return with(copy -> copy.timeout = value);
    }

    public GitConfig withClock(Clock value) {
        return with(copy -> copy.clock = value);
    }

    public GitConfig withSigning(Signing value) {
        return with(copy -> copy.signing = value);
    }

    public GitConfig withUpkeep(Upkeep value) {
        return with(copy -> copy.upkeep = value);
    }

    /**
     * @param file more certificates (PEM) to trust
     */
    public GitConfig withAuthorities(Path file) {
        return with(copy -> copy.authorities = TrustedAuthorities.of(file, environment));
    }

    public GitConfig withSendsTokenUnencrypted(boolean value) {
        return with(copy -> copy.sendsTokenUnencrypted = value);
    }

    private GitConfig with(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return new GitConfig(
                url,
                copy.branch,
                copy.cacheFolder,
                copy.committer,
                copy.token,
                credentials,
                copy.sshFolder,
                copy.timeout,
                copy.clock,
                environment,
                copy.signing,
                copy.upkeep,
                copy.authorities,
                copy.sendsTokenUnencrypted);
    }

    /** The components that a copy may change. */
    private static final class Copy {
        private @Nullable String branch;
        private Path cacheFolder;
        private Identity committer;
        private Supplier<Optional<String>> token;
        private Path sshFolder;
        private Duration timeout;
        private Clock clock;
        private Signing signing;
        private Upkeep upkeep;
        private TrustedAuthorities authorities;
        private boolean sendsTokenUnencrypted;

        Copy(GitConfig from) {
            branch = from.branch;
            cacheFolder = from.cacheFolder;
            committer = from.committer;
            token = from.token;
            sshFolder = from.sshFolder;
            timeout = from.timeout;
            clock = from.clock;
            signing = from.signing;
            upkeep = from.upkeep;
            authorities = from.authorities;
            sendsTokenUnencrypted = from.sendsTokenUnencrypted;
        }
    }

    /** The URL without its user, which may be a token. */
    @Override
    public String toString() {
        return RemoteUrl.parse(url).toString();
    }

    private static RuntimeException invalid(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, "", fix).asException();
    }
}
