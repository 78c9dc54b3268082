// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A complete release in one process: service, writer loop and Git; only the images are in memory. Thread-safe. */
final class Updater {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final InMemoryImageRegistry registry = new InMemoryImageRegistry();
    private final GitStateRepository repository;
    private final ReleaseService releases;

    Updater(String url, Path cache) {
        this(url, cache, TIMEOUT);
    }

    Updater(String url, Path cache, Duration timeout) {
        this(url, cache, timeout, Clock.systemUTC(), Sleeper.ofThread());
    }

    /** An updater whose waits between attempts take no time. */
    Updater(String url, Path cache, SkippedTime time) {
        this(url, cache, TIMEOUT, time);
    }

    Updater(String url, Path cache, Duration timeout, SkippedTime time) {
        this(url, cache, timeout, time, Sleeper.of(time, time::skip));
    }

    private Updater(String url, Path cache, Duration timeout, Clock clock, Sleeper sleeper) {
        var config = GitConfig.of(
                        url, Map.of("HOME", cache.resolveSibling("home").toString(), "PATH", System.getenv("PATH")))
                .withCacheFolder(cache)
                .withTimeout(timeout)
                .withToken(() -> Optional.ofNullable(System.getenv(GitConfig.TOKEN_VARIABLE)));
        this.repository = new GitStateRepository(config);
        this.releases = IdpCore.builder(repository, registry, registry, clock)
                .sleeper(sleeper)
                .build()
                .releases();
    }

    /** Acts as the platform, bound to that commit. */
    ChangeOutcome accept(String commit) {
        var context = new RequestContext(
                Caller.platform(Actor.parse("ada")),
                Trigger.CLI,
                Reason.parse("looked at it"),
                RequestId.random(),
                false);
        return new RewriteService(repository).accept(commit, context);
    }

    Report release(Update update) {
        return release(update, update.id());
    }

    /** Repeats a request under its request id, as a caller does after a lost answer. */
    Report repeat(Update update) {
        return release(update, RequestId.parse(update.id().value()));
    }

    private Report release(Update update, RequestId id) {
        var digest = registry.push(update.repository(), update.image()).toString();
        var context = new RequestContext(
                Caller.platform(new Actor("writer-" + update.writer())), Trigger.CLI, null, id, false);
        try {
            return releases.release(ReleaseRequest.of(update.address(), ImageChoice.parse(digest), context))
                    .match(new ReleaseOutcome.Cases<>(
                            updated -> Report.of(update, digest, "updated"),
                            unchanged -> Report.of(update, digest, "unchanged"),
                            rejected -> Report.of(update, digest, rejected.problem()),
                            held -> Report.of(update, digest, "held"),
                            planned -> Report.of(update, digest, "planned")));
        } catch (IdpException e) {
            return Report.of(update, digest, e.problem());
        }
    }
}
