// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.StateRepository;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes updates with {@link ReleaseService} and a registry in memory. The response time of a real registry would add
 * the same to every contestant.
 */
final class Releases {
    private static final Caller PLATFORM = Caller.platform(Actor.parse("benchmark"));
    private static final Instant CREATED = Instant.parse("2026-11-01T08:00:00Z");

    private final InMemoryImageRegistry registry = new InMemoryImageRegistry();
    private final ReleaseService service;
    private final Updates updates;

    Releases(StateRepository repository, Updates updates) {
        this.service = IdpCore.of(repository, registry, Clock.systemUTC()).releases();
        this.updates = updates;
    }

    /** Makes one update and returns the time from the request to the confirmation that it is on the branch. */
    Duration release() {
        var request = next();
        long start = System.nanoTime();
        var outcome = service.release(request);
        var took = Duration.ofNanos(System.nanoTime() - start);
        requireUpdated(outcome);
        return took;
    }

    /** Runs concurrent callers, each of which makes one update after the other until the time is over. */
    Throughput callers(int callers, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return together(callers, () -> {
            long done = 0;
            while (System.nanoTime() - end < 0) {
                release();
                done++;
            }
            return done;
        });
    }

    /** Runs concurrent callers with one update each. */
    Throughput burst(int callers) {
        return together(callers, () -> {
            release();
            return 1L;
        });
    }

    private static Throughput together(int callers, Callable<Long> each) {
        var threads = Executors.newFixedThreadPool(callers);
        try {
            long start = System.nanoTime();
            var running = new ArrayList<Future<Long>>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(each));
            }
            long done = 0;
            for (var caller : running) {
                done += caller.get();
            }
            return new Throughput(done, Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private ReleaseRequest next() {
        var update = updates.next();
        var digest = registry.push(update.environment().repository(), TestImage.of(update.serial(), CREATED));
        return ReleaseRequest.of(
                update.environment().address(),
                new ImageChoice.ByDigest(digest),
                new RequestContext(PLATFORM, Trigger.HTTP, null, RequestId.random(), false));
    }

    private static void requireUpdated(ReleaseOutcome outcome) {
        if (!(outcome instanceof ReleaseOutcome.Updated updated)
                || updated.commits().size() != 1) {
            throw new IllegalStateException("not one commit: " + outcome);
        }
    }
}
