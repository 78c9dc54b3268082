// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.summary.EnvironmentQuery;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that lives long, as a service does: it has a read model, fetches in the background, and its registry
 * answers at once. It reads commands from standard input, one a line.
 *
 * <p>Arguments: the URL of the state repository, the cache folder, the number of environments.
 */
public final class LifeWorker {
    private static final Caller PLATFORM = Caller.platform(Actor.parse("benchmark"));
    private static final int CALLERS = 32;
    private static final int PAGE = 100;
    private static final Duration ACCEPTED_AGE = Duration.ofMinutes(5);
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);

    private final IdpCore core;
    private final ExecutorService callers;
    private final int environments;
    private long released;

    private LifeWorker(GitStateRepository repository, ExecutorService callers, int environments) {
        var registry = new ReadyRegistry();
        this.core = IdpCore.builder(repository, registry, registry, Clock.systemUTC())
                .executor(callers)
                .build();
        this.callers = callers;
        this.environments = environments;
    }

    public static void main(String[] arguments) throws IOException {
        var config = GitConfig.of(arguments[0], System.getenv()).withCacheFolder(Path.of(arguments[1]));
        int environments = Integer.parseInt(arguments[2]);
        // Two requests for one environment at the same time would be a conflict.
        var callers = Executors.newFixedThreadPool(Math.min(CALLERS, environments));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var repository = new GitStateRepository(config)) {
            var worker = new LifeWorker(repository, callers, environments);
            try (var fetcher = worker.core.fetchInBackground(FETCH_INTERVAL, FETCH_LIMIT)) {
                fetcher.hint();
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    System.out.println(MeasuredProcess.ANSWER + worker.answer(line.split(" ")));
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "look" -> look().toString();
            case "page" -> Long.toString(page().toNanos());
            case "release" -> release(Integer.parseInt(words[1]));
            case "sample" -> LifeSample.ofThisProcess().toString();
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private LookWorker.Answer look() {
        long start = System.nanoTime();
        long cpu = cpuNanos();
        Reconciled reconciled = core.reconciliation().reconcile(false, (done, all) -> {});
        return LookWorker.Answer.of(reconciled, System.nanoTime() - start, cpuNanos() - cpu);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private Duration page() {
        var query = new EnvironmentQuery(
                null, null, null, null, null, EnvironmentQuery.Order.ADDRESS, PAGE, null, ACCEPTED_AGE);
        long start = System.nanoTime();
        var page = core.catalog().list(PLATFORM, query);
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (page.total() != environments) {
            throw new IllegalStateException("the list has " + page.total() + " environments");
        }
        return took;
    }

    /** Releases an image to one environment after the other, several at the same time. */
    private String release(int count) {
        var requests = new ArrayList<Callable<ReleaseOutcome>>();
        for (int number = 0; number < count; number++) {
            var request = next();
            requests.add(() -> core.releases().release(request));
            if (requests.size() == Math.min(CALLERS, environments)) {
                require(requests);
                requests.clear();
            }
        }
        require(requests);
        return Integer.toString(count);
    }

    private void require(List<Callable<ReleaseOutcome>> requests) {
        try {
            for (var done : callers.invokeAll(requests)) {
                if (!(done.get() instanceof ReleaseOutcome.Updated)) {
                    throw new IllegalStateException("not released: " + done.get());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a release failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Each round over all environments releases the other image. */
    private ReleaseRequest next() {
        var environment = new TestEnvironment((int) (released % environments));
        var digest = ReadyRegistry.digests().get((int) (released / environments % 2));
        released++;
        return ReleaseRequest.of(
                environment.address(),
                new ImageChoice.ByDigest(digest),
                new RequestContext(PLATFORM, Trigger.HTTP, null, RequestId.random(), false));
    }
}
