// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.testkit.MutableClock;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrentReleasesTest {
    private static final int ENVIRONMENTS = 50;
    private static final int OTHERS = 6;

    private final World world = new World();

    private static EnvironmentAddress address(int number) {
        return EnvironmentAddress.parse("w/p/e" + number);
    }

    @Test
    void two_processes_with_fifty_environments_each_lose_and_duplicate_no_release()
            throws InterruptedException, ExecutionException {
        var files = new HashMap<String, Bytes>();
        for (int i = 0; i < 2 * ENVIRONMENTS; i++) {
            var text = World.file("dev").replace("app1", "app" + i);
            files.put(environmentPath(address(i)).value(), Bytes.utf8(text));
            world.registry.push(
                    ImageRepository.parse("registry.example.org/team-a/app" + i + "/dev"),
                    TestImage.of("image " + i, World.START),
                    Tag.parse("1.0.0"));
        }
        world.state.foreignCommit("environments", files);

        var outcomes = releaseAll();

        assertThat(outcomes).hasSize(2 * ENVIRONMENTS).allMatch(ReleaseOutcome.Updated.class::isInstance);
        var released = world.state.commits().stream()
                .map(CommitMessage::parse)
                .flatMap(message -> message.trailer(TrailerKey.ENVIRONMENT).stream())
                .toList();
        assertThat(released).hasSize(2 * ENVIRONMENTS).doesNotHaveDuplicates();
        assertThat(world.catalog.list(World.platform())).allMatch(environment -> environment.image() != null);
    }

    @Test
    void an_environment_with_many_concurrent_releases_is_released_and_its_image_requested_once() {
        var busy = World.withDev();
        busy.pushAndRelease("1.0.0");
        busy.push("mine");
        var path = World.releasePath(World.DEV);
        var text = busy.read(path).orElseThrow().asText();
        var running = busy.running().orElseThrow();
        for (int i = 0; i < OTHERS; i++) {
            var others = text.replace(
                    running.value(), Digest.of(new byte[] {(byte) i}).value());
            busy.state.beforeNextCommit(
                    () -> busy.state.foreignCommit("another", Map.of(path.value(), Bytes.utf8(others))));
        }
        int before = busy.registry.requests().size();

        assertThat(busy.release("mine")).isInstanceOf(ReleaseOutcome.Updated.class);

        assertThat(busy.registry.requests().stream().skip(before))
                .containsExactly(World.repository("dev") + ":mine", World.repository("dev") + "@" + running);
    }

    @ParameterizedTest
    @ValueSource(ints = {-3650, 3650})
    void a_clock_that_is_set_does_not_end_the_retries_of_a_conflict(int days) {
        var busy = World.withDev();
        busy.push("1.0.0");
        var time = new MutableClock(World.START);
        var core = IdpCore.builder(busy.state, busy.registry, busy.registry, busy.clock)
                .sleeper(Sleeper.of(time, time::advance))
                .random(new Random(5))
                .build();
        for (int i = 0; i < 3; i++) {
            busy.state.beforeNextCommit(() -> {
                busy.clock.advance(Duration.ofDays(days));
                busy.state.foreignCommit(
                        "elsewhere",
                        Map.of("elsewhere/file", Bytes.utf8(busy.clock.instant().toString())));
            });
        }

        var outcome = core.releases().release(ReleaseRequest.of(World.DEV, ImageChoice.parse("1.0.0"), context()));

        assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(time.instant()).isBefore(World.START.plusSeconds(5));
    }

    private List<ReleaseOutcome> releaseAll() throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var processes = IntStream.range(0, 2)
                    .mapToObj(seed -> IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                            .sleeper(duration -> {})
                            .random(new Random(seed))
                            .build()
                            .releases())
                    .toList();
            var requests = IntStream.range(0, 2 * ENVIRONMENTS)
                    .<Callable<ReleaseOutcome>>mapToObj(i -> () -> processes
                            .get(i % 2)
                            .release(ReleaseRequest.of(address(i), ImageChoice.parse("1.0.0"), context())))
                    .toList();
            var outcomes = new ArrayList<ReleaseOutcome>();
            for (var done : threads.invokeAll(requests)) {
                outcomes.add(done.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
