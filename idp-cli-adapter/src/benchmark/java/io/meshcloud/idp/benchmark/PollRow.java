// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.core.automation.Reconciled.Looked;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;

/** The cost of polling all environments, when everything is new and when nothing is new. */
final class PollRow {
    private static final int TAGS = 3;

    private PollRow() {}

    static void measure(Arena arena, Results results) {
        distribution(arena, results);
        harbor(arena, results);
        results.note("A poll reads the tags of " + Texts.count(arena.environments())
                + " environments whose repositories have "
                + TAGS
                + " tags each; cold is the first poll of a new process, warm the second. Both have a warm cache of"
                + " the state repository and of what earlier polls learned from the registry. Harbor is a fake of its"
                + " API, with " + TestEnvironment.PER_WORKSPACE
                + " repositories in a project.");
    }

    private static void distribution(Arena arena, Results results) {
        var folder = arena.scratch("registry");
        var storage = new RegistryStorage(folder.resolve("storage"));
        push(
                arena,
                TestUpdate.OBSERVED_AT.plusSeconds(1),
                (environment, tag, time) ->
                        storage.image(environment.repository().path(), tag, time));
        try (var server = RegistryServer.start(folder, "")) {
            var at = at(server.url().toString(), RegistryServer.USER, RegistryServer.PASSWORD);
            poll(arena, "docker-registry", at, server::requests, true, results);
        } catch (Exception e) {
            throw new IllegalStateException("no registry to poll", e);
        }
    }

    /** The fake serves no manifests, so nothing is new. */
    private static void harbor(Arena arena, Results results) {
        try (var harbor = new FakeHarbor(Instant.now())) {
            push(
                    arena,
                    TestUpdate.OBSERVED_AT.minus(Duration.ofDays(1)),
                    (environment, tag, time) -> harbor.push(environment.repository(), time, tag));
            var at = at(harbor.url().toString(), "admin", FakeHarbor.PASSWORD);
            poll(arena, "harbor", at, harbor::requestsSoFar, false, results);
        }
    }

    /** Puts an image into a registry. */
    @FunctionalInterface
    private interface Push {
        void image(TestEnvironment environment, String tag, Instant time);
    }

    private static void push(Arena arena, Instant first, Push push) {
        for (int number = 0; number < arena.environments(); number++) {
            for (int tag = 0; tag < TAGS; tag++) {
                push.image(new TestEnvironment(number), "1.0." + tag, first.plusMillis(number * TAGS + tag));
            }
        }
    }

    static Map<String, String> at(String url, String user, String password) {
        return Map.of(
                "IDP_REGISTRY", TestEnvironment.HOST + "=" + url,
                "IDP_REGISTRY_HARBOR_EXAMPLE_TLD_USER", user,
                "IDP_REGISTRY_HARBOR_EXAMPLE_TLD_PASSWORD", password);
    }

    private static void poll(
            Arena arena,
            String name,
            Map<String, String> registry,
            LongSupplier requests,
            boolean isNew,
            Results results) {
        var copy = arena.copy(name);
        new StateGenerator(arena.programs()).enableAutomation(copy.repository());
        var folder = arena.scratch("poll-" + name);
        try (var poller = new Poller(folder, copy, registry, requests)) {
            var first = poller.poll();
            if (isNew) {
                require(first, ReleaseOutcome.Updated.class, arena);
                results.cell("poll of " + name + ", everything new", Column.OURS, first.text());
            }
        }
        try (var poller = new Poller(folder, copy, registry, requests)) {
            for (var kind : new String[] {"cold", "warm"}) {
                var poll = poller.poll();
                require(poll, ReleaseOutcome.Unchanged.class, arena);
                results.cell("poll of " + name + ", nothing new, " + kind, Column.OURS, poll.text());
            }
        }
        copy.requireCommits(1 + (isNew ? arena.environments() : 0));
    }

    /** Checks that a poll did what the row claims to measure. */
    private static void require(Poller.Poll poll, Class<? extends ReleaseOutcome> outcome, Arena arena) {
        var others = poll.reconciled().environments().stream()
                .filter(looked -> !outcome.isInstance(looked.outcome()))
                .toList();
        if (!others.isEmpty() || poll.reconciled().environments().size() != arena.environments()) {
            throw new IllegalStateException("a poll should have had the outcome " + outcome.getSimpleName()
                    + " everywhere, but "
                    + others.size() + " of " + poll.reconciled().environments().size() + " differ, such as "
                    + others.stream().findFirst().map(Looked::toString).orElse("nothing"));
        }
    }
}
