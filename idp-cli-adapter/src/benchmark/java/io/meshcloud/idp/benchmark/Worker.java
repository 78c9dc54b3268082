// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.history.HistoryService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process that is measured as ours. It uses idp's public API as a service does and reads commands from standard
 * input, one a line. The answer to a command is a line of numbers; times are in nanoseconds. The process ends with its
 * input.
 *
 * <p>Arguments: URL, cache folder, name, number of environments, whether idp may push without JGit.
 */
public final class Worker {
    private static final String UPKEEP = "idp-cache-upkeep";

    private final GitStateRepository repository;
    private final Releases releases;
    private final HistoryService histories;
    private final int environments;

    private Worker(GitStateRepository repository, String name, int environments) {
        this.repository = repository;
        this.releases = new Releases(repository, new Updates(name, environments));
        this.histories = new HistoryService(repository, new PlatformView(repository::history));
        this.environments = environments;
    }

    public static void main(String[] arguments) throws IOException {
        var config = GitConfig.of(arguments[0], System.getenv()).withCacheFolder(Path.of(arguments[1]));
        var worker = new Worker(new GitStateRepository(config), arguments[2], Integer.parseInt(arguments[3]));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(MeasuredProcess.ANSWER + worker.answer(line.split(" ")));
        }
    }

    /** Waits for the threads that maintain the cache, and returns the number of these threads. */
    private static int settle() {
        var busy = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(UPKEEP))
                .toList();
        try {
            for (var thread : busy) {
                thread.join();
            }
            return busy.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Duration history(String address) {
        var request = new HistoryRequest(EnvironmentAddress.parse(address), HistoryRow.PAGE, null);
        long start = System.nanoTime();
        var page = histories.history(Caller.platform(new Actor("benchmark")), request);
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (page.entries().isEmpty()) {
            throw new IllegalStateException("no history of " + address);
        }
        return took;
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "update" -> Long.toString(releases.release().toNanos());
            case "callers" ->
                releases.callers(Integer.parseInt(words[1]), Duration.ofMillis(Long.parseLong(words[2])))
                        .toString();
            case "burst" -> releases.burst(Integer.parseInt(words[1])).toString();
            case "index" -> FirstIndex.build(repository, environments).toString();
            case "history" -> Long.toString(history(words[1]).toNanos());
            case "settle" -> Integer.toString(settle());
            case "peak" -> Long.toString(PeakMemory.ofThisProcess());
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }
}
