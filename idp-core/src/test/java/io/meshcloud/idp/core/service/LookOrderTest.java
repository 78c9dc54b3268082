// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImagePushed;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a look at many environments does first. */
@Slow
class LookOrderTest {
    private static final int ENVIRONMENTS = 1_000;
    private static final Tag TAG = Tag.parse("1.0.0");

    private final World world = new World();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final IdpCore core = IdpCore.builder(world.state, world.registry, new OneByOne(), world.clock)
            .executor(task -> new Thread(task, "release").start())
            .build();

    /**
     * Passes on the repositories in order. After a repository with a new image it continues only when the image's
     * release is on the branch.
     */
    private final class OneByOne implements ImageListing.AsFound {
        @Override
        public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
            for (var each : wanted) {
                events.add("listed " + each.repository().path());
                world.registry.list(List.of(each)).forEach(found);
                if (isPushed(each.repository())) {
                    events.add((isSoonReleased(each.repository()) ? "released " : "not released ")
                            + each.repository().path());
                }
            }
        }
    }

    private boolean isPushed(ImageRepository repository) {
        return world.registry.resolve(repository, TAG).image().isPresent();
    }

    private boolean isSoonReleased(ImageRepository repository) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!isReleased(repository) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return isReleased(repository);
    }

    private boolean isReleased(ImageRepository repository) {
        return world.state
                .snapshot()
                .read(World.releasePath(address(numberOf(repository))))
                .regularBytes()
                .isPresent();
    }

    private static int numberOf(ImageRepository repository) {
        return Integer.parseInt(repository.path().split("[-/]", -1)[3]);
    }

    @BeforeEach
    void make_environments() {
        world.settings("releases:\n  deployOnPush: true\n");
        var files = new HashMap<String, Bytes>();
        for (int i = 0; i < ENVIRONMENTS; i++) {
            files.put(
                    World.environmentPath(address(i)).value(),
                    Bytes.utf8(World.file("dev").replace("app1", "app-" + number(i))));
        }
        world.state.foreignCommit("environments", files);
        world.clock.advance(Duration.ofDays(1));
    }

    /** So that the order of the names is that of the numbers. */
    private static String number(int number) {
        return String.valueOf(number + ENVIRONMENTS);
    }

    private static EnvironmentAddress address(int number) {
        return EnvironmentAddress.parse("likvid/app-" + number(number % ENVIRONMENTS) + "/dev");
    }

    private static ImageRepository repository(int number) {
        return ImageRepository.parse("registry.example.org/team-a/app-" + number(number) + "/dev");
    }

    private void push(int number) {
        world.registry.push(repository(number), TestImage.of("image " + number, World.START.plusSeconds(number)), TAG);
    }

    private Reconciled look() {
        events.clear();
        return core.reconciliation().reconcile(false, (done, all) -> {});
    }

    /** The requests of a look whose listing has resolved the tag of the image. */
    private List<String> requestsOfALookThatResolves(Duration wait) {
        push(300);
        ImageListing.AsFound resolving = (wanted, found) -> {
            for (var each : wanted) {
                var facts = world.registry
                        .resolve(each.repository(), TAG)
                        .image()
                        .<Map<Tag, ImageFacts>>map(image -> Map.of(TAG, image))
                        .orElse(Map.of());
                world.registry
                        .list(List.of(each))
                        .forEach((repository, listing) ->
                                found.accept(repository, ((Listing.Known) listing).withResolved(facts)));
            }
        };
        var looking = IdpCore.builder(world.state, world.registry, resolving, world.clock)
                .executor(task -> {
                    world.clock.advance(wait);
                    task.run();
                })
                .build();
        looking.reconciliation().reconcile(false, (done, all) -> {});
        assertThat(isReleased(repository(300))).isTrue();
        return world.registry.requests().stream()
                .filter(request -> request.equals(repository(300) + ":" + TAG))
                .toList();
    }

    @Test
    void a_tag_that_the_listing_has_just_resolved_is_not_resolved_again() {
        assertThat(requestsOfALookThatResolves(Duration.ZERO)).hasSize(1);
    }

    @Test
    void a_tag_that_the_listing_has_resolved_is_resolved_again_if_the_decision_had_to_wait() {
        assertThat(requestsOfALookThatResolves(Duration.ofSeconds(3))).hasSize(2);
    }

    private static String listed(int number) {
        return "listed " + repository(number).path();
    }

    @Test
    void an_image_is_released_before_the_repositories_that_come_later_are_listed() {
        push(300);

        look();

        assertThat(events)
                .hasSize(ENVIRONMENTS + 1)
                .containsSubsequence(listed(300), "released " + repository(300).path(), listed(301), listed(999));
    }

    @Test
    void the_environments_are_in_the_order_of_their_addresses_in_the_result() {
        push(300);

        assertThat(look().environments())
                .extracting(Reconciled.Looked::address)
                .isEqualTo(IntStream.range(0, ENVIRONMENTS)
                        .mapToObj(LookOrderTest::address)
                        .toList());
    }

    @Test
    void an_environment_that_changed_a_short_while_ago_is_looked_at_first() {
        push(300);
        look();

        look();

        assertThat(events.get(0)).isEqualTo(listed(300));
        assertThat(events.get(2)).isEqualTo(listed(0));
    }

    @Test
    void an_environment_that_an_event_named_is_looked_at_first() {
        core.pushes().pushed(new ImagePushed(repository(700), TAG, null, null, null, null, null));

        look();

        assertThat(events.get(0)).isEqualTo(listed(700));
        assertThat(events.get(1)).isEqualTo(listed(0));
    }

    @Test
    void an_environment_whose_file_was_edited_is_looked_at_first() {
        look();
        world.state.foreignCommit(
                "an edit",
                Map.of(
                        World.environmentPath(address(500)).value(),
                        Bytes.utf8(World.file("dev").replace("app1", "app-" + number(500)) + "# edited\n")));

        look();

        assertThat(events.get(0)).isEqualTo(listed(500));
    }
}
