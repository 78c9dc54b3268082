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
 * Where the GitOps State Repository is and how it is reached. Holds no secret that could be printed: a token is asked
 * for when it is needed, and {@link #toString()} tells the URL only.
 *
 * @param url a path, {@code file://}, {@code http(s)://}, {@code ssh://} or {@code user@host:path}; never with a password
 * @param branch the branch; if absent the remote's own choice
 * @param cacheFolder the folder below which each repository and branch gets a cache of its own; may be deleted at any
 *     time
 * @param committer the platform, author and committer of every commit
 * @param token the password or token for {@code http(s)://}, sent to the URL's own host only
 * @param sshFolder where {@code known_hosts}, {@code config} and keys lie
 * @param timeout how long one step on the network may stay silent; at least a second
 * @param clock the time of commits
 * @param environment variables of the process: proxies, the ssh agent, where programs lie
 * @param signing with which key commits are signed, and whose signatures count
 * @param upkeep how much is done for the cache beside what is asked for
 * @param directPush whether a push over HTTP may be one request of our own, which is quicker than JGit's push
 */
public record GitConfig(
        String url,
        @Nullable String branch,
        Path cacheFolder,
        Identity committer,
        Supplier<Optional<String>> token,
        Path sshFolder,
        Duration timeout,
        Clock clock,
        Map<String, String> environment,
        Signing signing,
        Upkeep upkeep,
        boolean directPush) {
    /** The variable that holds the token for {@code http(s)://}. */
    public static final String TOKEN_VARIABLE = "IDP_STATE_TOKEN";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public GitConfig {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(cacheFolder, "cacheFolder");
        Objects.requireNonNull(committer, "committer");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(sshFolder, "sshFolder");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(signing, "signing");
        Objects.requireNonNull(upkeep, "upkeep");
        environment = Map.copyOf(environment);
        RemoteUrl.parse(url);
        if (branch != null && !Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw invalid(Quoted.of(branch) + " cannot be the name of a branch", "name a branch, for example main");
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw invalid("the timeout is shorter than a second", "give a second or more");
        }
    }

    /**
     * The name and mail address that stand in every commit.
     *
     * @param name of the platform, one line
     * @param mail its address; need not receive mail
     */
    public record Identity(String name, String mail) {
        /** Who commits where nothing else is configured. */
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

    /** How much is done for the cache, in the background. */
    public enum Upkeep {
        /** For a process that stays: the history is completed, packed and graphed before anybody needs it. */
        AHEAD,
        /** For a process that answers one question: only what makes every process slow is mended. */
        WHEN_CROWDED
    }

    /**
     * Signatures of commits by ssh keys, as git makes and checks them with {@code gpg.format=ssh}.
     *
     * @param key the file of a private key without a passphrase, or of a public key ({@code .pub}) whose private half
     *     lies beside it or is held by the ssh agent; absent leaves commits unsigned
     * @param allowedSigners the file that lists whose signatures count; absent leaves signatures unchecked
     */
    public record Signing(@Nullable Path key, @Nullable Path allowedSigners) {
        /** Nothing is signed, nothing is checked. */
        public static final Signing NONE = new Signing(null, null);
    }

    /** The defaults for a URL, with what the environment tells: token, cache folder, home, proxies, agent. */
    public static GitConfig of(String url, Map<String, String> environment) {
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        var xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        var caches = xdg.isAbsolute() ? xdg : home.resolve(".cache");
        return new GitConfig(
                url,
                null,
                caches.resolve("idp").resolve("state"),
                Identity.DEFAULT,
                () -> Optional.ofNullable(environment.get(TOKEN_VARIABLE)).filter(token -> !token.isEmpty()),
                home.resolve(".ssh"),
                DEFAULT_TIMEOUT,
                Clock.systemUTC(),
                environment,
                Signing.NONE,
                Upkeep.AHEAD,
                true);
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

    public GitConfig withDirectPush(boolean value) {
        return with(copy -> copy.directPush = value);
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
                copy.sshFolder,
                copy.timeout,
                copy.clock,
                environment,
                copy.signing,
                copy.upkeep,
                copy.directPush);
    }

    /** What may differ in a copy. */
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
        private boolean directPush;

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
            directPush = from.directPush;
        }
    }

    /** The URL without whatever in it might be a secret. */
    @Override
    public String toString() {
        return RemoteUrl.parse(url).toString();
    }

    private static RuntimeException invalid(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, "", fix).asException();
    }
}
