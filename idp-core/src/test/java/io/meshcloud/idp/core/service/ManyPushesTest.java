// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.registry.ImagePushed;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A busy day: builds that overtake each other, events that come late, twice or never. */
@Slow
class ManyPushesTest {
    private static final int REPOSITORIES = 200;
    private static final int PUSHES = 1_000;

    private final World world = new World();
    private final Map<Integer, Instant> newest = new HashMap<>();
    private final Map<Integer, Digest> expected = new HashMap<>();

    @BeforeEach
    void make_environments() {
        world.settings("releases:\n  deployOnPush: true\n");
        var files = new HashMap<String, Bytes>();
        for (int i = 0; i < REPOSITORIES; i++) {
            files.put(World.environmentPath(address(i)).value(), Bytes.utf8(file(i)));
        }
        world.state.foreignCommit("environments", files);
        world.clock.advance(Duration.ofDays(1));
    }

    private static EnvironmentAddress address(int number) {
        return EnvironmentAddress.parse("likvid/app-" + number + "/dev");
    }

    private static ImageRepository repository(int number) {
        return ImageRepository.parse("registry.example.org/team-a/app-" + number + "/dev");
    }

    /** Only people deploy to every second environment. */
    private static boolean isAutomatic(int number) {
        return number % 2 == 0;
    }

    private static String file(int number) {
        var mode = isAutomatic(number) ? "auto" : "manual";
        return World.file("dev")
                .replace("app1", "app-" + number)
                .replace("  runtime:", "    deployPolicy:\n      mode: " + mode + "\n  runtime:");
    }

    private record Event(int repository, Tag tag) {}

    private Event push(Random random, int number) {
        int repository = random.nextInt(REPOSITORIES);
        // No two images are built at the same moment, and all are built before the current time.
        var built = World.START.plusMillis(random.nextInt(80_000) * 1_000L + number % 1_000);
        var tag = Tag.parse("build-" + number);
        var digest = world.registry.push(repository(repository), TestImage.of("image " + number, built), tag);
        if (built.isAfter(newest.getOrDefault(repository, Instant.EPOCH))) {
            newest.put(repository, built);
            expected.put(repository, digest);
        }
        return new Event(repository, tag);
    }

    private void deliver(Event event) {
        world.pushes.pushed(ImagePushed.of(repository(event.repository()), event.tag()));
    }

    private Optional<Digest> running(int number) {
        var path = World.releasePath(address(number));
        return FileState.read(world.state.snapshot(), path, ContractFiles::readAppRelease)
                .value()
                .map(AppRelease::image)
                .flatMap(image -> image.optionalDigest());
    }

    private void assertNewestRuns() {
        for (int i = 0; i < REPOSITORIES; i++) {
            assertThat(running(i))
                    .as("environment %d", i)
                    .isEqualTo(isAutomatic(i) ? Optional.ofNullable(expected.get(i)) : Optional.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void release_the_newest_image_everywhere_except_in_manual_environments(long seed) {
        var random = new Random(seed);
        var pending = new ArrayList<Event>();
        for (int number = 0; number < PUSHES; number++) {
            var event = push(random, number);
            int copies = List.of(0, 1, 1, 2).get(random.nextInt(4));
            pending.addAll(Collections.nCopies(copies, event));
            if (random.nextInt(10) == 0) {
                Collections.shuffle(pending, random);
                pending.forEach(this::deliver);
                pending.clear();
            }
        }

        var result = world.reconciling.reconcile(false, (done, all) -> {});

        assertThat(result.worked()).isTrue();
        assertNewestRuns();
        int commits = world.state.commits().size();
        pending.forEach(this::deliver);
        world.reconciling.reconcile(false, (done, all) -> {});
        assertThat(world.state.commits()).as("late events change nothing").hasSize(commits);
    }

    @Test
    void are_found_without_events_by_the_poll() {
        var random = new Random(4);
        for (int number = 0; number < PUSHES; number++) {
            push(random, number);
        }

        world.reconciling.reconcile(false, (done, all) -> {});

        assertNewestRuns();
    }
}
