// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.summary.BackgroundFetcher;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that lives long and fetches in the background, on a real repository and cache. */
class BackgroundFetchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    private Path scratch;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private BareRepository remote;
    private GitStateRepository repository;
    private IdpCore core;

    @BeforeEach
    void start() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        add("one");
        add("two");
        repository = GitFixture.local(remote, scratch);
        var registry = new InMemoryImageRegistry();
        core = IdpCore.builder(repository, registry, registry, Clock.systemUTC())
                .guard(repository)
                .observer(events::add)
                .build();
    }

    @AfterEach
    void stop() {
        if (repository != null) {
            repository.close();
        }
    }

    private void add(String name) {
        var file = Layout.DEFAULT.appEnvironment(address(name)).value();
        remote.commit("main", "add " + name, Map.of(file, Bytes.utf8("broken: true\n")));
    }

    private static EnvironmentAddress address(String name) {
        return EnvironmentAddress.parse("likvid/" + name + "/dev");
    }

    private BackgroundFetcher fetcher() throws InterruptedException {
        var fetcher = core.fetchInBackground(NEVER, MINUTE);
        assertThat(awaitFetch().problem()).isNull();
        return fetcher;
    }

    private Event.Fetched awaitFetch() throws InterruptedException {
        var event = events.poll(1, TimeUnit.MINUTES);
        while (event != null && !(event instanceof Event.Fetched)) {
            event = events.poll(1, TimeUnit.MINUTES);
        }
        assertThat(event).as("no fetch within a minute").isNotNull();
        return (Event.Fetched) event;
    }

    private Set<EnvironmentAddress> known() {
        return core.readModel().atMost(MINUTE).byAddress().keySet();
    }

    @Test
    void a_cache_that_is_deleted_is_fetched_again_and_reads_continue() throws InterruptedException {
        try (var fetcher = fetcher()) {
            RealPart.succeeds("rm", "-rf", scratch.resolve("cache").toString());
            assertThat(known()).containsExactly(address("one"), address("two"));
            add("three");

            fetcher.hint();
            assertThat(awaitFetch().problem()).isNull();

            assertThat(known()).containsExactly(address("one"), address("three"), address("two"));
        }
    }

    @Test
    void after_a_force_push_reads_continue_with_what_was_there_until_it_is_accepted() throws InterruptedException {
        try (var fetcher = fetcher()) {
            remote.git(
                    "update-ref",
                    "refs/heads/main",
                    remote.git("rev-parse", "main~1").strip());

            fetcher.hint();
            assertThat(awaitFetch().problem())
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN));
            assertThat(known()).containsExactly(address("one"), address("two"));

            var context = new RequestContext(
                    Caller.platform(Actor.parse("ada")),
                    Trigger.CLI,
                    Reason.parse("looked at it"),
                    RequestId.random(),
                    false);
            assertThat(core.rewrites().accept(remote.tip("main"), context)).isInstanceOf(ChangeOutcome.Changed.class);
            fetcher.hint();
            assertThat(awaitFetch().problem()).isNull();
            assertThat(known()).containsExactly(address("one"));
        }
    }

    @Test
    void closing_during_a_fetch_harms_neither_the_cache_nor_later_reads() {
        for (int i = 0; i < 20; i++) {
            add("more-" + i);
            core.fetchInBackground(Duration.ofMillis(1), MINUTE).close();
        }

        assertThat(core.readModel().now().byAddress()).hasSize(22);
        remote.assertIntact();
    }
}
